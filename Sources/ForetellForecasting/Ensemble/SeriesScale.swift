/// The way of one series from its values to the scale of a view, and back.
///
///     z_t = g(y_t with its season taken out) − a(t) − offset     g the logarithm, or the division by `spread`,
///                                                                a the course of the year
///
/// Times are counted from the first observed value.
struct SeriesScale: Sendable {
  let pattern: SeasonalPattern
  /// The course of the year in an adjusted daily series.
  let annual: AnnualPattern?
  let isLogarithmic: Bool
  /// What the adjusted series is divided by where no logarithm is taken.
  let spread: Double
  /// What values are divided by before their season is taken out.
  let unit: Double
  /// The newest z before it is subtracted: float then holds what differs from it.
  let offset: Double
  /// Values missing at the start of the series.
  let leading: Int
  /// Values from the first observed one to the end, missing ones at the end among them.
  let count: Int

  /// Fits the scale to a series and gives its values on it; nil where nothing is observed.
  ///
  /// - Parameter fill: is given each z by its place after the first observed value; a gap is bridged as
  ///   in ``ClassicalHistory``, the end filled with the newest value.
  init?(
    _ series: ArraySlice<Double>, view: EnsembleMember.View,
    transform: EnsembleMember.Transform, seasonLength: Int, fill: (Int, Double) -> Void
  ) {
    guard let history = ClassicalHistory(series) else { return nil }
    let pattern =
      view == .adjusted ? SeasonalPattern.tested(history, length: seasonLength) : .none
    let isLogarithmic = transform == .logarithm && history.isPositive
    var z = history.filled
    for time in z.indices where pattern.kind != .none {
      z[time] = pattern.removed(from: z[time], at: time)
    }
    let spread = isLogarithmic ? 1 : Self.standardDeviation(z)
    for time in z.indices { z[time] = isLogarithmic ? Elementary.ln(z[time]) : z[time] / spread }
    annual =
      view == .adjusted && Self.weeks.contains(seasonLength)
      ? AnnualPattern.tested(z, daysOfWeek: seasonLength) : nil
    if let annual { for time in z.indices { z[time] -= annual.value(at: time) } }
    let newest = z[z.count - 1]
    for time in z.indices { fill(time, z[time] - newest) }
    for time in 0..<history.trailing { fill(z.count + time, 0) }
    self.pattern = pattern
    self.isLogarithmic = isLogarithmic
    self.spread = spread
    unit = history.scale
    offset = newest
    leading = history.leading
    count = z.count + history.trailing
  }

  /// The value of a z at a time.
  func value(of z: Double, at time: Int) -> Double {
    let whole = z + offset + (annual?.value(at: time) ?? 0)
    let adjusted = isLogarithmic ? Elementary.exponential(whole) : whole * spread
    return pattern.restored(to: adjusted, at: time) * unit
  }

  /// Values in a week of daily data.
  private static let weeks = 5...7

  /// 1 for a constant series.
  private static func standardDeviation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return variance > 0 ? variance.squareRoot() : 1
  }
}
