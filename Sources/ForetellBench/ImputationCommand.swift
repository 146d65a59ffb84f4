internal import ArgumentParser
internal import Foretell

/// Hides blocks of series, fills them, and scores that beside the straight line and the seasonal means.
///
/// By default the series is the demand of Victoria by half hours, three years of it:
/// `tsibbledata/vic-elec-halfhourly.csv.gz` unpacked. A tenth is hidden in blocks of some lengths in turn, at random
/// places. With several masks each prints a line, and the last line has the means over all hidden values.
struct ImputationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impute", abstract: "Score the filling of hidden blocks against plain methods.")

  @Option(help: "The CSV, of one series or many.") var data: String
  @Option(help: "The column of values (as foretell finds it where there is none of this name).")
  var column = "demand_mwh"
  @Option(help: "Which values are hidden.") var maskSeed: UInt64 = 1
  @Option(help: "How many masks are tried, from that seed on.") var masks = 1
  @Option(help: "Lengths of the hidden blocks, in steps, separated by commas.")
  var lengths = "8,24,48,96"
  @Option(help: "Seed of the network.") var seed: UInt64 = 0
  @Option(help: "Steps of training.") var steps = 800
  @Option(help: "Threads.") var threads = 2
  @Option(help: "The share of values that is hidden.") var share = 0.1

  private struct Line: Encodable {
    let mask: String
    let values, hidden, blocks: Int
    let lengths: [Int]
    let method: String
    let seconds: Double
    let mae: [String: Double]
    let below_linear, below_seasonal: Double
    /// NaN where there are no bounds.
    let coverage_80, coverage_95: Double
    /// Of the hidden values, those that have bounds.
    let bounded: Double
  }

  func run() async throws {
    let panel = try read()
    let lengths = lengths.split(separator: ",").compactMap { Int($0) }.filter { $0 > 0 }
    guard !lengths.isEmpty else { throw ValidationError("--lengths are counts of steps.") }
    var (all, blocks, seconds) = (Tally(), 0, 0.0)
    for number in 0..<UInt64(max(1, masks)) {
      let mask = HiddenMask(panel, lengths: lengths, share: share, seed: maskSeed + number)
      let hidden = try panel.hidingValues(mask.places)
      let start = ContinuousClock.now
      let found = try ImputationRecipe(steps: steps, seed: seed).fill(
        hidden, levels: [80, 95], under: FittingConditions(threads: threads))
      let time = (ContinuousClock.now - start) / .seconds(1)
      var tally = Tally()
      try tally.add(found, hiding: mask.places, in: panel, hidden)
      all.add(tally)
      (blocks, seconds) = (blocks + mask.blocks, seconds + time)
      try write(
        tally, mask: "\(maskSeed + number)", panel, blocks: mask.blocks, lengths,
        method: found.method.description, seconds: time)
    }
    guard masks > 1 else { return }
    try write(all, mask: "all", panel, blocks: blocks, lengths, method: "", seconds: seconds)
  }

  private func read() throws -> Panel {
    var options = CSVOptions()
    options.targetColumns = [column]
    do {
      return try CSVReader(options).read(data).panel
    } catch let error as CSVError where error.code == .unknownColumn {
      return try CSVReader(CSVOptions()).read(data).panel
    }
  }

  private func write(
    _ tally: Tally, mask: String, _ panel: Panel, blocks: Int, _ lengths: [Int], method: String,
    seconds: Double
  ) throws {
    let mae = tally.meanErrors
    let found = mae["filled"] ?? .nan
    let rival = mae.filter { $0.key.hasPrefix("seasonal") }.values.min() ?? .nan
    func coverage(_ place: Int) -> Double {
      (Double(tally.inside[place]) / Double(max(1, tally.bounded))).rounded(to: 4)
    }
    try JSONLine.print(
      Line(
        mask: mask, values: panel.storage.count, hidden: tally.count, blocks: blocks,
        lengths: lengths, method: method, seconds: seconds.rounded(to: 1),
        mae: mae.mapValues { $0.rounded(to: 3) },
        below_linear: (1 - found / (mae["linear"] ?? .nan)).rounded(to: 4),
        below_seasonal: (1 - found / rival).rounded(to: 4), coverage_80: coverage(0),
        coverage_95: coverage(1),
        bounded: (Double(tally.bounded) / Double(max(1, tally.count))).rounded(to: 4)))
  }
}

/// Places that are hidden, in blocks that do not touch.
private struct HiddenMask {
  private(set) var places: [Int] = []
  private(set) var blocks = 0

  init(_ panel: Panel, lengths: [Int], share: Double, seed: UInt64) {
    let random = RandomStream(seed: seed)
    let values = panel.storage
    var hidden = values.map(\.isNaN)
    var (count, draw) = (0, 0)
    while Double(count) < share * Double(values.count), draw < 100_000 {
      let length = lengths[draw % lengths.count]
      let place = 1 + Int(random[uniformAt: draw] * Double(max(1, values.count - length - 2)))
      draw += 1
      guard let end = panel.offsets.firstIndex(where: { $0 > place }), end > 0,
        place > panel.offsets[end - 1], place + length < panel.offsets[end],
        !hidden[place - 1...place + length].contains(true)
      else { continue }
      for index in place..<place + length { hidden[index] = true }
      count += length
      blocks += 1
    }
    places = hidden.indices.filter { hidden[$0] && !values[$0].isNaN }
  }
}

/// Errors over hidden values, in deviations of the series where there are several, and how many bounds held.
private struct Tally {
  private var errors: [String: Double] = [:]
  private(set) var count = 0
  private(set) var bounded = 0
  private(set) var inside = [0, 0]

  var meanErrors: [String: Double] { errors.mapValues { $0 / Double(max(1, count)) } }

  mutating func add(_ other: Tally) {
    errors.merge(other.errors, uniquingKeysWith: +)
    count += other.count
    bounded += other.bounded
    inside = zip(inside, other.inside).map(+)
  }

  mutating func add(
    _ found: Imputation, hiding places: [Int], in panel: Panel, _ hidden: Panel
  ) throws {
    let season = panel.frequency.defaultSeasonLength
    let lags = panel.frequency.isSubDaily ? [season, 7 * season] : [season]
    var fills = [
      "filled": found.panel.storage,
      "linear": try ImputationRecipe(choice: .linear).fill(hidden).panel.storage,
    ]
    for lag in lags where lag > 1 { fills["seasonal-\(lag)"] = hidden.seasonal(lag: lag) }
    for place in places {
      let series = (panel.offsets.firstIndex { $0 > place } ?? 1) - 1
      let unit = panel.count > 1 ? panel.deviation(of: series) : 1
      for (name, fill) in fills {
        errors[name, default: 0] += abs(panel.storage[place] - fill[place]) / unit
      }
    }
    count += places.count
    let wanted = Set(places)
    for (number, place) in found.places.enumerated() where wanted.contains(place) {
      guard found.intervals.count == 2 else { continue }
      bounded += 1
      for (level, interval) in found.intervals.enumerated() {
        let truth = panel.storage[place]
        inside[level] += interval.lower[number] <= truth && truth <= interval.upper[number] ? 1 : 0
      }
    }
  }
}

extension Panel {
  fileprivate func hidingValues(_ places: [Int]) throws -> Panel {
    var all = (0..<count).map { self[$0] }
    for place in places {
      let series = (offsets.firstIndex { $0 > place } ?? 1) - 1
      all[series].values[place - offsets[series]] = .nan
    }
    return try Panel(all)
  }

  /// The standard deviation; 1 where all values are equal.
  fileprivate func deviation(of series: Int) -> Double {
    let known = values(of: series).filter { !$0.isNaN }
    let mean = known.reduce(0, +) / Double(max(1, known.count))
    let square = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, known.count))
    return square > 0 ? square.squareRoot() : 1
  }

  /// The mean of the nearest values whole seasons before and after, up to four of them away.
  fileprivate func seasonal(lag: Int) -> [Double] {
    var filled = storage
    for series in 0..<count {
      let range = range(of: series)
      for place in range where storage[place].isNaN {
        let sides = [-1, 1].compactMap { side in
          (1...4).lazy.map { place + side * $0 * lag }
            .first { range.contains($0) && !storage[$0].isNaN }.map { storage[$0] }
        }
        filled[place] = sides.reduce(0, +) / Double(max(1, sides.count))
      }
    }
    return filled
  }
}
