/// A form fitted to a series, on the scale of its history.
struct SmoothingFit {
  let form: SmoothingForm
  let parameters: SmoothingParameters
  /// −2 times the logarithm of the likelihood, but for a constant; see ``SmoothingOutcome/criterion``.
  let criterion: Double
  /// Akaike's criterion, corrected for small samples; infinite where there are too few values for it.
  let correctedAkaike: Double
}

/// Fits forms of exponential smoothing to one series, by maximum likelihood.
struct SmoothingFitter {
  let history: ClassicalHistory
  let seasonLength: Int
  private let filter: SmoothingFilter
  private let guesses: [SmoothingForm.SeasonKind: InitialStates]
  var optimizer = QuasiNewton()

  /// - Parameter workspace: has room for the history and its season.
  init(_ history: ClassicalHistory, seasonLength: Int, workspace: SmoothingWorkspace) {
    self.history = history
    self.seasonLength = seasonLength
    filter = SmoothingFilter(workspace: workspace)
    var guesses: [SmoothingForm.SeasonKind: InitialStates] = [:]
    for kind in [SmoothingForm.SeasonKind.none, .additive, .multiplicative] {
      guard kind == .none || seasonLength > 1 else { continue }
      guesses[kind] = InitialStates(of: history, seasonLength: seasonLength, season: kind)
    }
    self.guesses = guesses
  }

  /// Why a form cannot be fitted, or nil where it can.
  func obstacle(to form: SmoothingForm) -> String? {
    if form.season != .none {
      if seasonLength <= 1 { return "there is no season" }
      if history.values.count < 2 * seasonLength {
        return "it has \(history.values.count) values where two seasons have \(2 * seasonLength)"
      }
    }
    if form.needsPositiveValues, !history.isPositive {
      return "it has values that are not positive"
    }
    let needed = form.parameterCount(seasonLength: estimatedSeasons) + 2
    if history.observedCount < needed {
      return "it has \(history.observedCount) values where \(form) needs \(needed)"
    }
    return guesses[form.season] == nil ? "its seasonal indices are not positive" : nil
  }

  /// The length of the season as far as its initial states are estimated.
  private var estimatedSeasons: Int {
    seasonLength > SmoothingObjective.longestEstimatedSeason ? 1 : seasonLength
  }

  /// The parameters of greatest likelihood near R's start; nil where the form cannot be fitted.
  ///
  /// From one start, in which little is smoothed: likelihoods of seasonal forms have several peaks, and the
  /// higher ones far from here forecast worse (measured: docs/benchmarks.md).
  func fit(_ form: SmoothingForm) -> SmoothingFit? {
    guard obstacle(to: form) == nil, let guess = guesses[form.season] else { return nil }
    let workspace = filter.workspace
    workspace.load(history.values, seasonLength: form.season == .none ? 1 : seasonLength)
    var objective = SmoothingObjective(
      form, filter: filter, from: start(of: form, guess), unit: guess.noise)
    objective.writeOrigin(to: workspace.scratch)
    let value = optimizer.minimise(&objective, scratch: workspace.scratch)
    guard value.isFinite else { return nil }
    return SmoothingFit(
      form: form, parameters: objective.parameters(at: workspace.scratch), criterion: value,
      correctedAkaike: correctedAkaike(value, form))
  }

  /// `−2 ln L + 2k + 2k(k+1)/(n−k−1)` with the variance among the k.
  private func correctedAkaike(_ criterion: Double, _ form: SmoothingForm) -> Double {
    let parameters = Double(form.parameterCount(seasonLength: estimatedSeasons) + 1)
    let spare = Double(history.observedCount) - parameters - 1
    guard spare > 0 else { return .infinity }
    return criterion + 2 * parameters + 2 * parameters * (parameters + 1) / spare
  }

  /// Where R starts: α a fifth of its range over the season, β a tenth and γ a twentieth of theirs.
  private func start(of form: SmoothingForm, _ guess: InitialStates) -> SmoothingParameters {
    let length = form.season == .none ? 1 : Double(seasonLength)
    let (low, high) = (SmoothingObjective.lowest, SmoothingObjective.highest)
    var start = guess.parameters(of: form, alpha: low + 0.2 * (high - low) / length)
    if form.trend != .none { start.beta = low + 0.1 * (start.alpha - low) }
    if form.season != .none { start.gamma = low + 0.05 * (1 - start.alpha - low) }
    if form.trend == .damped { start.phi = 0.978 }
    return start
  }

  /// By how much the criterion of an undamped trend must be better than that of any other form.
  ///
  /// A line that never bends is the riskiest forecast there is, and a difference of 4 is where evidence
  /// begins to be considerable (Burnham & Anderson 2002, section 2.6). Chosen on the last 18 values of the
  /// training parts of M3 monthly: sMAPE 14.97 with it, 15.47 without.
  static let handicapOfUndampedTrend = 4.0

  /// The form with the smallest corrected criterion of Akaike, undamped trends under their handicap; nil
  /// where no form can be had.
  ///
  /// Seasons longer than 24 steps are left out, as in R: their states are too many.
  func fitBest() -> SmoothingFit? {
    var best: (score: Double, fit: SmoothingFit)?
    for form in SmoothingForm.stable {
      guard form.season == .none || seasonLength <= SmoothingObjective.longestEstimatedSeason,
        let fit = fit(form)
      else { continue }
      let handicap = form.trend == .additive ? Self.handicapOfUndampedTrend : 0
      let score = fit.correctedAkaike + handicap
      if score < best?.score ?? .infinity { best = (score, fit) }
    }
    return best?.fit ?? fit(SmoothingForm(.additive, .none, .none))
  }
}
