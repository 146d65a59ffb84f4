internal import ForetellSeries

extension CovariateEncoder {
  /// How far a column moves within a series, at the median of those that it moves in.
  public struct OwnSpread: Codable, Hashable, Sendable {
    /// Of deviations as shares of the size of their means, none above 1.
    public let relative: Double
    /// Of deviations as they are.
    public let absolute: Double

    /// What a series of this mean would have; where the mean is small beside its own deviation, no share of it tells.
    func deviation(around mean: Double, _ own: Double) -> Double {
      let share = relative * abs(mean)
      return abs(mean) > own ? share : max(share, absolute)
    }

    /// Whether it may be one, whatever file it came from.
    var isPlausible: Bool {
      (0...1).contains(relative) && absolute >= 0 && absolute.isFinite
    }
  }

  /// The scale that a column of a series is seen on, and what it was learned from.
  ///
  /// - Parameter history: the numbers of the series, by which one that was not there when the encoder was fitted is scaled.
  func scale(
    of column: String, in series: String, _ history: ArraySlice<Double>
  ) -> (scale: Scale, source: UnseenNumber.Source) {
    let panel = scales[column] ?? Scale.none
    guard let own = ownScales?[column] else { return (panel, .column) }
    if let fitted = own[series] { return (fitted, .series) }
    guard let scale = try? Scale(Array(history), column: column) else { return (panel, .column) }
    return (scale.held(by: ownSpreads?[column], within: panel), .history)
  }
}

extension CovariateEncoder.Scale {
  static let none = Self(mean: 0, deviation: 1)

  /// Below this share of its variance within series, a column is seen on the scale of each series.
  private static let leastShareWithin = 0.25
  /// The share of what is usual that a series' own deviation is at least: one price that moved once by a cent must not make
  /// the next discount three thousand deviations.
  private static let leastShareOfUsual = 0.25

  /// Whether it scales anything, whatever file it came from.
  var isPlausible: Bool {
    mean.isFinite && deviation > 0 && deviation.isFinite && (reach ?? 0) >= 0
  }

  /// The scales of all series by their ids, and what is usual among them, where the column is to be seen on them; this is
  /// that of all together.
  func ownScales(
    of column: String, in history: Panel
  ) -> (scales: [String: Self], spread: CovariateEncoder.OwnSpread)? {
    guard history.count > 1, reach != 0, let numbers = history.covariates[column] else {
      return nil
    }
    var own: [String: Self] = [:]
    var moving: [Self] = []
    var (within, count) = (0.0, 0)
    for series in 0..<history.count {
      let part = numbers[history.range(of: series)]
      guard let scale = try? Self(Array(part), column: column) else { continue }
      own[history.ids[series]] = scale
      let known = part.count { !$0.isNaN }
      count += known
      guard scale.reach != 0, scale.deviation > 0 else { continue }
      moving.append(scale)
      let ratio = scale.deviation / deviation
      within += Double(known) * ratio * ratio
    }
    // Where it moves in few of them it is a fact of the series, rather: its level is what tells.
    guard within < Self.leastShareWithin * Double(count), 2 * moving.count > own.count else {
      return nil
    }
    let (shares, deviations) = (
      moving.map { min(1, $0.deviation / abs($0.mean)) }.sorted(),
      moving.map(\.deviation).sorted()
    )
    let spread = CovariateEncoder.OwnSpread(
      relative: shares[shares.count / 2], absolute: deviations[deviations.count / 2])
    return (own.mapValues { $0.held(by: spread, within: self) }, spread)
  }

  /// That of a series, with a deviation that later moves can be measured by.
  ///
  /// Where the column never moved it is the usual one; in files that do not say what is usual, that of all series.
  func held(by spread: CovariateEncoder.OwnSpread?, within panel: Self) -> Self {
    let own = reach == 0 ? 0 : deviation
    let usual = spread?.deviation(around: mean, own) ?? 0
    guard own > 0 else {
      return Self(mean: mean, deviation: usual > 0 ? usual : panel.deviation, reach: nil)
    }
    return Self(mean: mean, deviation: max(own, Self.leastShareOfUsual * usual), reach: reach)
  }
}
