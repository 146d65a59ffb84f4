/// The criterion of a form as a function of free coordinates.
///
/// Smoothing parameters are logistic functions of their coordinates, so that they keep R's "usual" bounds:
/// α in (10⁻⁴, 0.9999), β in (10⁻⁴, α), γ in (10⁻⁴, 1 − α), φ in (0.8, 0.98). Initial states are counted
/// from where they start in units of the noise. Seasonal forms must also be stable
/// (``SmoothingForm/isStable(_:seasonLength:)``), as with R's `bounds = "both"`.
struct SmoothingObjective: SmoothFunction {
  static let lowest = 1e-4
  static let highest = 0.9999
  static let damping = 0.8...0.98
  /// Seasons up to this length are estimated with the rest; longer ones keep their first guess.
  static let longestEstimatedSeason = 24
  static let mostDimensions = 6 + longestEstimatedSeason - 1

  let form: SmoothingForm
  let filter: SmoothingFilter
  let origin: SmoothingParameters
  /// The size of the noise, and of what it does to a season.
  let unit: Double
  let seasonUnit: Double
  let dimensions: Int
  private let smoothingCount: Int
  private let freeSeasons: Int
  private var coefficients = SmoothingCoefficients()
  private var outcome = SmoothingOutcome.impossible
  /// The shares of their ranges that the smoothing parameters take.
  private var shares = (alpha: 0.0, beta: 0.0, gamma: 0.0, phi: 0.0)

  init(
    _ form: SmoothingForm, filter: SmoothingFilter, from origin: SmoothingParameters, unit: Double
  ) {
    self.form = form
    self.filter = filter
    self.origin = origin
    self.unit = unit
    seasonUnit = form.season == .multiplicative ? unit / max(abs(origin.level), 0.1) : unit
    smoothingCount = form.smoothingCount
    let length = origin.seasons.count
    freeSeasons = length > Self.longestEstimatedSeason || length == 0 ? 0 : length - 1
    dimensions = smoothingCount + 1 + (form.trend == .none ? 0 : 1) + freeSeasons
    filter.workspace.load(seasons: origin.seasons)
  }

  /// The coordinates of the origin.
  func writeOrigin(to point: UnsafeMutablePointer<Double>) {
    func coordinate(_ value: Double, _ low: Double, _ high: Double) -> Double {
      let share = high > low ? (value - low) / (high - low) : 0.5
      return Elementary.logit(min(max(share, 1e-4), 1 - 1e-4))
    }
    point.update(repeating: 0, count: dimensions)
    let (low, high) = (Self.lowest, Self.highest)
    point[0] = coordinate(origin.alpha, low, high)
    var next = 1
    if form.trend != .none {
      point[next] = coordinate(origin.beta, low, origin.alpha)
      next += 1
    }
    if form.season != .none {
      point[next] = coordinate(origin.gamma, low, 1 - origin.alpha)
      next += 1
    }
    if form.trend == .damped {
      point[next] = coordinate(origin.phi, Self.damping.lowerBound, Self.damping.upperBound)
    }
  }

  func longestStep(of coordinate: Int) -> Double { coordinate < smoothingCount ? 2 : 20 }

  mutating func value(at point: UnsafePointer<Double>) -> Double {
    read(point)
    let length = origin.seasons.count
    guard
      length > Self.longestEstimatedSeason
        || form.isStable(coefficients, seasonLength: length)
    else { return .infinity }
    outcome = filter.forward(form, coefficients)
    return outcome.criterion
  }

  /// The parameters of a point.
  mutating func parameters(at point: UnsafePointer<Double>) -> SmoothingParameters {
    read(point)
    return SmoothingParameters(
      alpha: coefficients.alpha, beta: coefficients.beta, gamma: coefficients.gamma,
      phi: coefficients.phi, level: coefficients.level, slope: coefficients.slope,
      seasons: origin.seasons.indices.map { filter.workspace.initialSeasons[$0] })
  }

  private mutating func read(_ point: UnsafePointer<Double>) {
    let (low, high) = (Self.lowest, Self.highest)
    shares.alpha = Elementary.logistic(point[0])
    coefficients.alpha = low + (high - low) * shares.alpha
    coefficients.phi = 1
    var next = 1
    if form.trend != .none {
      shares.beta = Elementary.logistic(point[next])
      coefficients.beta = low + (coefficients.alpha - low) * shares.beta
      next += 1
    }
    if form.season != .none {
      shares.gamma = Elementary.logistic(point[next])
      coefficients.gamma = low + (1 - coefficients.alpha - low) * shares.gamma
      next += 1
    }
    if form.trend == .damped {
      shares.phi = Elementary.logistic(point[next])
      coefficients.phi =
        Self.damping.lowerBound + (Self.damping.upperBound - Self.damping.lowerBound) * shares.phi
      next += 1
    }
    coefficients.level = origin.level + unit * point[next]
    if form.trend != .none {
      coefficients.slope = origin.slope + unit * 0.1 * point[next + 1]
      next += 1
    }
    readSeasons(point + next + 1)
  }

  /// The first season is what the others leave of their sum.
  private func readSeasons(_ point: UnsafePointer<Double>) {
    guard freeSeasons > 0 else { return }
    let seasons = filter.workspace.initialSeasons
    var rest = form.season == .multiplicative ? Double(freeSeasons + 1) : 0
    for place in 1...freeSeasons {
      seasons[place] = origin.seasons[place] + seasonUnit * point[place - 1]
      rest -= seasons[place]
    }
    seasons[0] = rest
  }

  func writeGradient(to gradient: UnsafeMutablePointer<Double>) {
    let raw = filter.backward(form, coefficients, outcome)
    let low = Self.lowest
    var ofAlpha = raw.alpha
    var next = 1
    if form.trend != .none {
      ofAlpha += raw.beta * shares.beta
      gradient[next] = raw.beta * (coefficients.alpha - low) * shares.beta * (1 - shares.beta)
      next += 1
    }
    if form.season != .none {
      ofAlpha -= raw.gamma * shares.gamma
      gradient[next] =
        raw.gamma * (1 - coefficients.alpha - low) * shares.gamma * (1 - shares.gamma)
      next += 1
    }
    if form.trend == .damped {
      let width = Self.damping.upperBound - Self.damping.lowerBound
      gradient[next] = raw.phi * width * shares.phi * (1 - shares.phi)
      next += 1
    }
    gradient[0] = ofAlpha * (Self.highest - low) * shares.alpha * (1 - shares.alpha)
    gradient[next] = raw.level * unit
    if form.trend != .none {
      gradient[next + 1] = raw.slope * unit * 0.1
      next += 1
    }
    guard freeSeasons > 0 else { return }
    let adjoints = filter.workspace.seasonAdjoints
    for place in 1...freeSeasons {
      gradient[next + place] = (adjoints[place] - adjoints[0]) * seasonUnit
    }
  }
}
