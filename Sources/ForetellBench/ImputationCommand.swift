internal import ArgumentParser
internal import Foretell

/// Hides blocks of a series, fills them, and scores that beside the straight line and the seasonal means.
///
/// The series is the demand of Victoria by half hours, three years of it: `tsibbledata/vic-elec-halfhourly.csv.gz`
/// unpacked, or any CSV of one series. A tenth is hidden in blocks of 4, 12, 24 and 48 hours in turn, at random places.
struct ImputationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impute", abstract: "Score the filling of hidden blocks against plain methods.")

  @Option(help: "The CSV (one series of half hours).") var data: String
  @Option(help: "The column of values.") var column = "demand_mwh"
  @Option(help: "Which values are hidden.") var maskSeed: UInt64 = 1
  @Option(help: "Seed of the network.") var seed: UInt64 = 0
  @Option(help: "Steps of training.") var steps = 800
  @Option(help: "Threads.") var threads = 2
  @Option(help: "The share of values that is hidden.") var share = 0.1

  private struct Line: Encodable {
    let values, hidden, blocks: Int
    let lengths: [Int]
    let method: String
    let seconds: Double
    let mae: [String: Double]
    let below_linear, below_seasonal: Double
    let coverage_80, coverage_95: Double
  }

  private static let lengths = [8, 24, 48, 96]

  func run() async throws {
    var options = CSVOptions()
    options.targetColumns = [column]
    let panel = try CSVReader(options).read(data).panel
    let truth = Array(panel.values(of: 0))
    let (hidden, blocks) = mask(truth)
    let season = panel.frequency.defaultSeasonLength
    let start = ContinuousClock.now
    let imputation = try ImputationRecipe(steps: steps, seed: seed).fill(
      panel.hidingValues(hidden), levels: [80, 95], under: FittingConditions(threads: threads))
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    func error(_ filled: [Double]) -> Double {
      hidden.reduce(0) { $0 + abs(truth[$1] - filled[$1]) } / Double(hidden.count)
    }
    let linear = try ImputationRecipe(choice: .linear).fill(panel.hidingValues(hidden))
    var errors = [
      "network": error(imputation.panel.storage), "linear": error(linear.panel.storage),
    ]
    for lag in [season, 7 * season] {
      errors["seasonal-\(lag)"] = error(seasonal(truth, Set(hidden), lag: lag))
    }
    func coverage(_ interval: Imputation.Interval) -> Double {
      let inside = imputation.places.enumerated().count { number, place in
        interval.lower[number] <= truth[place] && truth[place] <= interval.upper[number]
      }
      return (Double(inside) / Double(max(1, imputation.places.count))).rounded(to: 4)
    }
    let found = errors["network"] ?? .nan
    let rival = errors.filter { $0.key.hasPrefix("seasonal") }.values.min() ?? .nan
    try JSONLine.print(
      Line(
        values: truth.count, hidden: hidden.count, blocks: blocks, lengths: Self.lengths,
        method: imputation.method.description, seconds: seconds.rounded(to: 1),
        mae: errors.mapValues { $0.rounded(to: 2) },
        below_linear: (1 - found / (errors["linear"] ?? .nan)).rounded(to: 4),
        below_seasonal: (1 - found / rival).rounded(to: 4),
        coverage_80: imputation.intervals.first.map(coverage) ?? .nan,
        coverage_95: imputation.intervals.last.map(coverage) ?? .nan))
  }

  /// Places that are hidden, in blocks that do not touch.
  private func mask(_ values: [Double]) -> (places: [Int], blocks: Int) {
    let random = RandomStream(seed: maskSeed)
    var hidden = [Bool](repeating: false, count: values.count)
    var (count, blocks, draw) = (0, 0, 0)
    while Double(count) < share * Double(values.count), draw < 100_000 {
      let length = Self.lengths[draw % Self.lengths.count]
      let place = 1 + Int(random[uniformAt: draw] * Double(max(1, values.count - length - 2)))
      draw += 1
      guard place + length < values.count, !hidden[place - 1...place + length].contains(true)
      else { continue }
      for index in place..<place + length { hidden[index] = true }
      count += length
      blocks += 1
    }
    return (hidden.indices.filter { hidden[$0] }, blocks)
  }

  /// The mean of the nearest values whole seasons before and after, up to four of them away.
  private func seasonal(_ values: [Double], _ hidden: Set<Int>, lag: Int) -> [Double] {
    var filled = values
    for place in hidden {
      let sides = [-1, 1].compactMap { side in
        (1...4).lazy.map { place + side * $0 * lag }
          .first { values.indices.contains($0) && !hidden.contains($0) }.map { values[$0] }
      }
      filled[place] = sides.reduce(0, +) / Double(max(1, sides.count))
    }
    return filled
  }
}

extension Panel {
  fileprivate func hidingValues(_ places: [Int]) throws -> Panel {
    var series = self[0]
    for place in places { series.values[place] = .nan }
    return try Panel([series])
  }
}
