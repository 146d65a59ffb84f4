internal import ArgumentParser
internal import Foretell

/// A set of a forecasting competition: training part, test part, and how they are scored.
struct CompetitionSet {
  let name: String
  let folder: String
  let training: Panel
  let test: Panel
  /// Steps in a season for the methods, and those at which MASE looks back.
  let seasonLength: Int
  let maseLength: Int

  var horizon: Int { (0..<test.count).map { test.range(of: $0).count }.max() ?? 0 }

  /// - Parameter horizonsBack: horizons at the end of the training part to take away, of which the first is
  ///   scored instead, as choices between variants must; 0 scores the test part.
  /// - Parameter last: values at the end of each history that are kept; nil keeps all.
  init(
    _ name: String, in folder: String, seasonLength: Int, maseLength: Int,
    horizonsBack: Int, last: Int? = nil
  ) throws {
    self.name = name
    self.folder = folder
    self.seasonLength = seasonLength
    self.maseLength = maseLength
    let known = try Self.panel("\(folder)/\(name)-train.csv")
    let later = try Self.panel("\(folder)/\(name)-test.csv")
    let horizon = later.range(of: 0).count
    let past = known.prefix(dropping: horizonsBack * horizon)
    training = try last.map(past.suffix) ?? past
    test =
      horizonsBack == 0
      ? later : try known.prefix(dropping: (horizonsBack - 1) * horizon).suffix(horizon)
    guard known.ids == later.ids else {
      throw ValidationError("training and test part of \(name) do not hold the same series")
    }
  }

  private init(_ whole: CompetitionSet, _ series: [Int]) {
    (name, folder) = (whole.name, whole.folder)
    (seasonLength, maseLength) = (whole.seasonLength, whole.maseLength)
    (training, test) = (whole.training.selecting(series), whole.test.selecting(series))
  }

  /// Only the series at these places.
  func selecting(_ series: [Int]) -> CompetitionSet { CompetitionSet(self, series) }

  /// So many series at equal distances, or all; of those that have as much to learn from as to forecast.
  func thinned(to count: Int?) -> CompetitionSet {
    guard let count else { return self }
    let long = (0..<training.count).filter { training.range(of: $0).count >= horizon }
    return selecting(
      count >= long.count ? long : (0..<count).map { long[$0 * long.count / count] })
  }

  private static func panel(_ path: String) throws -> Panel {
    var options = CSVOptions()
    options.timeFormat = .index
    options.frequency = .index(1)
    options.keepsGaps = true
    return try CSVReader(options).read(path).panel
  }

  /// sMAPE and MASE as in M4: over the horizon first, then over the series.
  func scores(of forecast: Forecast) -> (smape: Double, mase: Double) {
    let scores = scoresBySeries(of: forecast)
    return (scores.smape.mean, scores.mase.mean)
  }

  /// The same without the MASE of series that never change, which has none.
  func finiteScores(of forecast: Forecast) -> (smape: Double, mase: Double) {
    let scores = scoresBySeries(of: forecast)
    return (scores.smape.mean, scores.mase.filter(\.isFinite).mean)
  }

  private func scoresBySeries(of forecast: Forecast) -> (smape: [Double], mase: [Double]) {
    var (smapes, mases) = ([Double](), [Double]())
    for (index, series) in forecast.series.enumerated() {
      let pairs = zip(test.values(of: index), series.values).filter { !$0.0.isNaN }
      let errors = pairs.map { abs($0 - $1) }
      let relative = pairs.map { $0 == $1 ? 0 : 200 * abs($0 - $1) / (abs($0) + abs($1)) }
      smapes.append(relative.mean)
      mases.append(errors.mean / changes(of: index).mean)
    }
    return (smapes, mases)
  }

  /// sMAPE with a guarded denominator, which values near 0 do not blow up.
  ///
  ///     200·|y − f| / max(|y| + |f| + ε, 0.5 + ε), ε = 0.1
  ///
  /// Source: Hewamalage, Bergmeir & Bandara 2021.
  func guardedSMAPE(of forecast: Forecast) -> Double {
    forecast.series.enumerated().map { index, series in
      zip(test.values(of: index), series.values).filter { !$0.0.isNaN }
        .map { 200 * abs($0 - $1) / max(abs($0) + abs($1) + 0.1, 0.6) }.mean
    }.mean
  }

  /// The mean scaled interval score of M4 and the share of values that a band holds; nil without bands.
  ///
  ///     MSIS = mean of (u − l + 2/α·(l − y where y < l) + 2/α·(y − u where y > u)) / mean |x_t − x_{t−m}|
  func intervalScores(of forecast: Forecast, level: Double) -> (msis: Double, coverage: Double)? {
    let penalty = 2 / (1 - level / 100)
    var (scores, held, count) = ([Double](), 0.0, 0.0)
    for (index, series) in forecast.series.enumerated() {
      guard let band = series.intervals.first(where: { $0.level == level }) else { continue }
      var terms: [Double] = []
      for (step, y) in test.values(of: index).enumerated() where !y.isNaN {
        let (lower, upper) = (band.lower[step], band.upper[step])
        terms.append(upper - lower + penalty * (max(0, lower - y) + max(0, y - upper)))
        held += lower <= y && y <= upper ? 1 : 0
        count += 1
      }
      let score = terms.mean / changes(of: index).mean
      if score.isFinite { scores.append(score) }
    }
    return scores.isEmpty ? nil : (scores.mean, held / count)
  }

  /// What MASE looks back on.
  private func changes(of series: Int) -> [Double] {
    let past = training.values(of: series)
    return zip(past, past.dropFirst(maseLength)).map { abs($0 - $1) }.filter { !$0.isNaN }
  }

  /// The largest relative difference to the organisers' own Naive2.
  func largestDifference(of forecast: Forecast) throws -> Double {
    let organisers = try Self.panel("\(folder)/\(name)-naive2.csv")
    var largest = 0.0
    for (index, series) in forecast.series.enumerated() {
      guard organisers.ids[index] == series.id else {
        throw ValidationError("the organisers' forecasts have other series")
      }
      for (theirs, ours) in zip(organisers.values(of: index), series.values) {
        largest = max(largest, abs(theirs - ours) / abs(theirs))
      }
    }
    return largest
  }
}

extension Panel {
  /// The last values of every series.
  fileprivate func suffix(_ length: Int) throws -> Panel {
    let values = (0..<count).map { self.values(of: $0).suffix(length) }
    let offsets = values.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    return try Panel(
      frequency: frequency, timestampFormat: timestampFormat, ids: ids, starts: starts,
      offsets: offsets, storage: values.flatMap { $0 })
  }
}

extension Collection where Element == Double {
  var mean: Double { reduce(0, +) / Double(count) }
}
