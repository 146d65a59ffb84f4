internal import ForetellSeries

extension CovariateEncoder {
  /// The scale that a column of a series is seen on.
  ///
  /// - Parameter history: the numbers of the series, by which one that was not there when the encoder was fitted is scaled.
  func scale(
    of column: String, in series: String, _ history: ArraySlice<Double>
  ) -> Scale {
    let panel = scales[column] ?? .none
    guard let own = ownScales?[column] else { return panel }
    return own[series] ?? panel.own(of: history, column: column)
  }
}

extension CovariateEncoder.Scale {
  static let none = Self(mean: 0, deviation: 1)

  /// Below this share of its variance within series, a column is seen on the scale of each series.
  private static let leastShareWithin = 0.25

  /// Whether it scales anything, whatever file it came from.
  var isPlausible: Bool {
    mean.isFinite && deviation > 0 && deviation.isFinite && (reach ?? 0) >= 0
  }

  /// The scales of all series by their ids, where the column is to be seen on them; this is that of all together.
  func ownScales(of column: String, in history: Panel) -> [String: Self]? {
    guard history.count > 1, reach != 0, let numbers = history.covariates[column] else {
      return nil
    }
    var own: [String: Self] = [:]
    var (within, count, moving) = (0.0, 0, 0)
    for series in 0..<history.count {
      let part = numbers[history.range(of: series)]
      guard let scale = try? Self(Array(part), column: column) else { continue }
      let known = part.count { !$0.isNaN }
      let ratio = scale.reach == 0 ? 0 : scale.deviation / deviation
      moving += scale.reach == 0 ? 0 : 1
      within += Double(known) * ratio * ratio
      count += known
      own[history.ids[series]] = self.own(scale)
    }
    // Where it moves in few of them it is a fact of the series, rather: its level is what tells.
    return within < Self.leastShareWithin * Double(count) && 2 * moving > own.count ? own : nil
  }

  /// That of a series; of one without a number it is this one.
  func own(of numbers: ArraySlice<Double>, column: String) -> Self {
    (try? Self(Array(numbers), column: column)).map(own) ?? self
  }

  /// Where the column never moved in a series, a move is measured by those of all: too small rather than too large.
  private func own(_ scale: Self) -> Self {
    scale.reach == 0 ? Self(mean: scale.mean, deviation: deviation, reach: reach) : scale
  }
}
