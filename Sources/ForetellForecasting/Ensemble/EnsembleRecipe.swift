internal import ForetellNetworks
public import ForetellSeries

/// Networks that see the data in different ways, averaged, and blended with classical methods.
///
/// Only the horizon must be given; what is nil is chosen from the data by rules, and the blend by a trial on
/// the last horizon (docs/accuracy.md).
public struct EnsembleRecipe: Recipe {
  /// Steps to forecast.
  public var horizon: Int
  /// Steps in a season; nil takes the frequency's.
  public var seasonLength: Int?
  /// The networks.
  public var members: [EnsembleMember]?
  /// How often each is trained, from another seed every time.
  public var repetitions: Int?
  /// What is averaged; nil lets the last horizon choose between a few blends.
  public var blend: Blend?
  /// Whether all is first fitted without the last horizon, for a score, for intervals and for the choice of
  /// the blend.
  public var validates = true
  /// Seconds that fitting may take: more train every member more often, fewer for fewer steps.
  ///
  /// How much fits into them depends on the machine, and so does the forecast; nil leaves no such doubt.
  public var budget: Double?
  /// Whether one network must do.
  public var isFast = false
  public var seed: UInt64 = 0

  public var name: String { "Auto" }

  /// A recipe with everything but the horizon left to the data.
  public init(horizon: Int) { self.horizon = horizon }
}

/// A recipe with nothing left open.
public struct ResolvedEnsemble: Codable, Hashable, Sendable {
  public let recipe: EnsembleRecipe
  /// What the data were taken for.
  public let kind: PanelKind
  public let seasonLength: Int
  public internal(set) var members: [EnsembleMember]
  public let repetitions: Int
  /// What is averaged unless a candidate proves better by the margin.
  public let blend: Blend
  public let candidates: [Blend]
  public let margin: Double
  /// Values held back at the end of every series; 0 where they are too short.
  public let validationSize: Int
  /// How many times the ensemble is fitted without the newest values, each time without one more horizon.
  public let trials: Int
  /// What of the members is not the kind's default, because it did better on values held back.
  public internal(set) var choice: String?

  /// Values held back in each trial.
  var heldBack: [Int] { (0..<trials).map { ($0 + 1) * validationSize } }
}

extension EnsembleRecipe {
  /// Chooses what the recipe leaves open.
  ///
  /// - Throws: ``ForecastingError`` with `.recipe` or `.horizon` where it asks for the impossible.
  public func resolved(for panel: Panel) throws(ForecastingError) -> ResolvedEnsemble {
    try check()
    let season = max(1, seasonLength ?? panel.frequency.defaultSeasonLength)
    let profile = PanelProfile(panel, seasonLength: season)
    let most = profile.longest / 4
    let all = members ?? profile.members()
    let held = validates ? min(horizon, most) : 0
    return ResolvedEnsemble(
      recipe: self, kind: profile.kind, seasonLength: season,
      members: (isFast ? Array(all.prefix(1)) : all).map { $0.affordable(horizon: horizon) },
      repetitions: repetitions ?? (isFast ? 1 : profile.repetitions),
      blend: blend ?? profile.blend, candidates: blend == nil ? profile.candidates : [],
      margin: profile.margin,
      validationSize: held, trials: held == 0 ? 0 : profile.trials(of: held))
  }

  private func check() throws(ForecastingError) {
    guard (1...longestHorizon).contains(horizon) else {
      throw ForecastingError(
        .horizon, "the horizon is \(horizon)",
        remedy: "it must lie within 1 … \(longestHorizon) steps")
    }
    if let repetitions, !(1...1000).contains(repetitions) {
      throw ForecastingError(
        .recipe, "the number of repetitions is \(repetitions)",
        remedy: "it must lie within 1 … 1000")
    }
    if let budget, !(budget > 0 && budget.isFinite) {
      throw ForecastingError(
        .recipe, "the budget is \(budget) seconds", remedy: "it must be above 0")
    }
    if let members, members.isEmpty {
      throw ForecastingError(.recipe, "an ensemble of no members", remedy: "name at least one")
    }
    for member in members ?? [] { try member.check(horizon: horizon) }
  }
}

extension EnsembleMember {
  /// Refuses sizes that no member has.
  func check(horizon: Int) throws(ForecastingError) {
    let sizes = [
      ("width of a step", width), ("number of steps", steps), ("stride", stride),
      ("anchor", anchor), ("first origin", firstOrigin), ("batch size", batchSize),
      ("number of training steps", trainingSteps), ("segment length", segmentLength ?? 1),
    ]
    for (name, size) in sizes where !(1...1_000_000).contains(size) {
      throw ForecastingError(
        .recipe, "the \(name) of a member is \(size)", remedy: "it must lie within 1 … 1 000 000")
    }
    guard copiedSeason >= 0 else {
      throw ForecastingError(
        .recipe, "the copied season of a member is \(copiedSeason)", remedy: "0 copies nothing")
    }
    do throws(NetworkError) {
      try network(horizon: horizon).validate()
      try loss.validate()
    } catch {
      throw ForecastingError(.recipe, error.message, remedy: error.remedy)
    }
  }
}
