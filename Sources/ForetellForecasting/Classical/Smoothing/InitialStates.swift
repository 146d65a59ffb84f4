/// First guesses of the initial states, from the start of a series.
///
/// The season is that of the classical decomposition, or of one wave with less than three seasons of
/// data; level and slope are those of the first `max(10, 2m)` values without it. Source: R's
/// `forecast:::initstate`.
struct InitialStates {
  let season: SmoothingForm.SeasonKind
  let seasons: [Double]
  /// The mean of the first adjusted values, and the line through them.
  private let mean: Double
  private let line: Line
  /// The size of the noise: the root mean square of the changes of the adjusted series.
  let noise: Double

  /// nil where the kind of season cannot be had.
  init?(of history: ClassicalHistory, seasonLength: Int, season: SmoothingForm.SeasonKind) {
    self.season = season
    var adjusted = history.filled
    if season == .none {
      seasons = []
    } else {
      guard let found = Self.seasons(of: history, length: seasonLength, season) else { return nil }
      seasons = found
      for time in adjusted.indices {
        let index = found[time % seasonLength]
        adjusted[time] = season == .additive ? adjusted[time] - index : adjusted[time] / index
      }
    }
    let first = adjusted.prefix(max(10, 2 * (season == .none ? 1 : seasonLength)))
    mean = first.reduce(0, +) / Double(first.count)
    line = Line(through: first)
    var squares = 0.0
    for (a, b) in zip(adjusted, adjusted.dropFirst()) { squares += (b - a) * (b - a) }
    noise = max(1e-9, (squares / Double(max(1, adjusted.count - 1))).squareRoot())
  }

  /// The states of a form before the first value.
  func parameters(of form: SmoothingForm, alpha: Double) -> SmoothingParameters {
    var parameters = SmoothingParameters(alpha: alpha, level: mean)
    if form.trend != .none {
      (parameters.level, parameters.slope) = (line.intercept - line.slope, line.slope)
      // A line that starts below zero cannot be divided by.
      if form.needsPositiveValues, min(line.intercept, parameters.level) <= 0.05 * mean {
        (parameters.level, parameters.slope) = (mean, 0)
      }
    }
    parameters.seasons = seasons
    return parameters
  }

  private static func seasons(
    of history: ClassicalHistory, length: Int, _ kind: SmoothingForm.SeasonKind
  ) -> [Double]? {
    let values = history.filled
    guard kind == .additive || history.isPositive, values.count / 2 >= length else { return nil }
    if values.count / 3 >= length {
      guard let pattern = SeasonalPattern(of: values, length: length, kind: kind) else {
        return nil
      }
      return normalised(pattern.indices, kind)
    }
    return normalised(wave(of: values, length: length, kind), kind)
  }

  /// The rests of a line and one wave, in the place of a decomposition; source as above.
  private static func wave(
    of values: [Double], length: Int, _ kind: SmoothingForm.SeasonKind
  ) -> [Double] {
    let trend = LeastSquares.lineAndWave(values, period: length)
    var sums = [Double](repeating: 0, count: length)
    var counts = sums
    for (time, value) in values.enumerated() {
      let level = trend.intercept + trend.slope * Double(time)
      sums[time % length] +=
        kind == .additive ? value - level : value / max(level, 0.05 * abs(value))
      counts[time % length] += 1
    }
    return zip(sums, counts).map { $0 / $1 }
  }

  private static func normalised(
    _ indices: [Double], _ kind: SmoothingForm.SeasonKind
  ) -> [Double] {
    let count = Double(indices.count)
    guard kind == .multiplicative else {
      let mean = indices.reduce(0, +) / count
      return indices.map { $0 - mean }
    }
    let clipped = indices.map { max($0, 0.01) }
    let mean = clipped.reduce(0, +) / count
    return clipped.map { $0 / mean }
  }
}

/// A straight line over the times from 0 on.
struct Line: Hashable, Sendable {
  let intercept: Double
  let slope: Double

  /// The line of least squares; level where there is one value.
  init(through values: some Collection<Double>) {
    let count = Double(values.count)
    let (meanTime, mean) = ((count - 1) / 2, values.reduce(0, +) / max(1, count))
    var (products, squares) = (0.0, 0.0)
    for (time, value) in values.enumerated() {
      let distance = Double(time) - meanTime
      products += distance * (value - mean)
      squares += distance * distance
    }
    slope = squares > 0 ? products / squares : 0
    intercept = mean - slope * meanTime
  }

  init(intercept: Double, slope: Double) {
    self.intercept = intercept
    self.slope = slope
  }

  func value(at time: Int) -> Double { intercept + slope * Double(time) }
}
