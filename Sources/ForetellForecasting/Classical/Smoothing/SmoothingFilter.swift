/// How the error of a form is taken, known when the loop is compiled.
protocol ErrorRule { static var isRelative: Bool { get } }
enum AbsoluteError: ErrorRule { static var isRelative: Bool { false } }
enum RelativeError: ErrorRule { static var isRelative: Bool { true } }

/// The trend of a form, known when the loop is compiled.
protocol TrendRule {
  static var isPresent: Bool { get }
  static var isDamped: Bool { get }
}
enum NoTrend: TrendRule {
  static var isPresent: Bool { false }
  static var isDamped: Bool { false }
}
enum LinearTrend: TrendRule {
  static var isPresent: Bool { true }
  static var isDamped: Bool { false }
}
enum DampedTrend: TrendRule {
  static var isPresent: Bool { true }
  static var isDamped: Bool { true }
}

/// The season of a form, known when the loop is compiled.
protocol SeasonRule {
  static var isPresent: Bool { get }
  static var isMultiplied: Bool { get }
}
enum NoSeason: SeasonRule {
  static var isPresent: Bool { false }
  static var isMultiplied: Bool { false }
}
enum AddedSeason: SeasonRule {
  static var isPresent: Bool { true }
  static var isMultiplied: Bool { false }
}
enum MultipliedSeason: SeasonRule {
  static var isPresent: Bool { true }
  static var isMultiplied: Bool { true }
}

/// The numbers of a form that are not seasonal states, or their derivatives.
struct SmoothingCoefficients {
  var alpha = 0.0
  var beta = 0.0
  var gamma = 0.0
  var phi = 0.0
  var level = 0.0
  var slope = 0.0
}

/// What a forward pass ends with; the seasonal states stay in the workspace.
struct SmoothingOutcome {
  /// −2 times the logarithm of the likelihood, but for a constant.
  ///
  /// `n·ln Σe²`, plus `2·Σ ln f` for relative errors. Infinite where the parameters lead to forecasts
  /// that cannot be divided by.
  var criterion: Double
  var sumOfSquares: Double
  var level: Double
  var slope: Double

  static let impossible = SmoothingOutcome(
    criterion: .infinity, sumOfSquares: .infinity, level: 0, slope: 0)
}

/// The one filter behind all forms: a loop over the values, compiled once for each form.
///
/// A missing value is its own forecast: nothing is learned from it, level and slope go on.
struct SmoothingFilter {
  let workspace: SmoothingWorkspace
  /// Forecasts at or below this cannot be divided by.
  static let smallest = 1e-120
  /// Squares a value that are taken for rounding, so that a perfect fit has a finite likelihood.
  static let roundingVariance = 1e-28

  func forward(_ form: SmoothingForm, _ start: SmoothingCoefficients) -> SmoothingOutcome {
    form.error == .additive
      ? forward(form, start, AbsoluteError.self) : forward(form, start, RelativeError.self)
  }

  private func forward<E: ErrorRule>(
    _ form: SmoothingForm, _ start: SmoothingCoefficients, _ error: E.Type
  ) -> SmoothingOutcome {
    switch form.trend {
    case .none: forward(form, start, error, NoTrend.self)
    case .additive: forward(form, start, error, LinearTrend.self)
    case .damped: forward(form, start, error, DampedTrend.self)
    }
  }

  private func forward<E: ErrorRule, T: TrendRule>(
    _ form: SmoothingForm, _ start: SmoothingCoefficients, _ error: E.Type, _ trend: T.Type
  ) -> SmoothingOutcome {
    switch form.season {
    case .none: pass(start, error, trend, NoSeason.self)
    case .additive: pass(start, error, trend, AddedSeason.self)
    case .multiplicative: pass(start, error, trend, MultipliedSeason.self)
    }
  }

  /// The loop; longer than a function should be, because a call inside it would cost more than the work.
  private func pass<E: ErrorRule, T: TrendRule, S: SeasonRule>(
    _ start: SmoothingCoefficients, _: E.Type, _: T.Type, _: S.Type
  ) -> SmoothingOutcome {
    let (values, seasons, length) = (workspace.values, workspace.seasons, workspace.seasonLength)
    var tape = workspace.tape
    if S.isPresent { seasons.update(from: workspace.initialSeasons, count: length) }
    let (alpha, beta, gamma, phi) = (start.alpha, start.beta, start.gamma, start.phi)
    var (level, slope) = (start.level, start.slope)
    var (squares, logarithms, product) = (0.0, 0.0, 1.0)
    var place = 0
    for time in 0..<workspace.count {
      let value = values[time]
      let carried = T.isDamped ? phi * slope : slope
      let q = T.isPresent ? level + carried : level
      let season = S.isPresent ? seasons[place] : 0
      let forecast = S.isMultiplied ? q * season : q + season
      tape[0] = q
      tape[1] = season
      tape[2] = slope
      if value.isNaN {
        level = q
        slope = carried
      } else {
        let error = value - forecast
        if S.isMultiplied {
          guard q > Self.smallest, season > Self.smallest else { return .impossible }
          let difference = value / season - q
          level = q + alpha * difference
          if T.isPresent { slope = carried + beta * difference }
          seasons[place] = season + gamma * (value / q - season)
        } else {
          level = q + alpha * error
          if T.isPresent { slope = carried + beta * error }
          if S.isPresent { seasons[place] = season + gamma * error }
        }
        if E.isRelative {
          guard forecast > Self.smallest else { return .impossible }
          let inverse = 1 / forecast
          tape[3] = inverse
          squares += (error * inverse) * (error * inverse)
          // One logarithm for many factors, taken before their product leaves the numbers.
          product *= forecast
          if product < 1e-150 || product > 1e150 {
            logarithms += Elementary.ln(product)
            product = 1
          }
        } else {
          squares += error * error
        }
      }
      tape += SmoothingWorkspace.tapeWidth
      if S.isPresent {
        place &+= 1
        if place == length { place = 0 }
      }
    }
    let observed = Double(workspace.observedCount)
    var criterion = observed * Elementary.ln(squares + observed * Self.roundingVariance)
    if E.isRelative { criterion += 2 * (logarithms + Elementary.ln(product)) }
    return SmoothingOutcome(
      criterion: criterion.isNaN ? .infinity : criterion, sumOfSquares: squares, level: level,
      slope: slope)
  }
}
