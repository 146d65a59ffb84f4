internal import Foretell

/// Scores beside what was published: a row for each group and metric, the median of the seeds and their range.
struct AccuracyTable {
  private static let head = [
    "set", "group", "recipe", "metric", "validation", "test", "published", "s", "peak MB",
    "in 95 %", "MSIS",
  ]
  private static let numbers: Set<String> = ["s", "peak MB", "in 95 %", "MSIS"]
  private var rows: [[String]] = []
  private var pools: [String] = []

  init(_ lines: [AccuracyLine]) {
    var order: [[String]] = []
    for line in lines where !order.contains(line.subject) { order.append(line.subject) }
    for subject in order { add(lines.filter { $0.subject == subject }) }
    for line in lines where line.group != "all" {
      let pool = line.pool == "\(line.group) alone" ? "each group by itself alone" : line.pool
      if !pools.contains(pool) { pools.append(pool) }
    }
  }

  /// Adds the rows of a group: its metrics that were published, and the usual ones.
  private mutating func add(_ lines: [AccuracyLine]) {
    let line = lines[0]
    let name = line.settings.map { "\(line.recipe) \($0)" } ?? line.recipe
    var lead = [line.set, line.group, name]
    var end = Self.costs(lines)
    for metric in AccuracyMetric.allCases where line.shows(metric) {
      let scores = ["validation", "test"].map { part in
        Self.scores(lines.filter { $0.part == part }.compactMap { $0.value(of: metric) })
      }
      let published = line.anchors.filter { $0.metric == metric }
        .map { "\($0.value.text(3)) \($0.source)" }.joined(separator: "; ")
      rows.append(lead + [metric.rawValue] + scores + [published] + end)
      lead = lead.map { _ in "" }
      end = end.map { _ in "" }
    }
  }

  /// Time, memory and intervals: of the test part where it was scored.
  private static func costs(_ lines: [AccuracyLine]) -> [String] {
    let test = lines.filter { $0.part == "test" }
    let chosen = test.isEmpty ? lines : test
    let coverage = chosen.compactMap(\.coverage_95)
    let msis = chosen.compactMap(\.msis_95)
    return [
      chosen.map(\.seconds).median.text(1), "\(chosen.map(\.peak_megabytes).max() ?? 0)",
      coverage.isEmpty ? "" : (100 * coverage.median).text(1),
      msis.isEmpty ? "" : msis.median.text(2),
    ]
  }

  private static func scores(_ values: [Double]) -> String {
    guard let least = values.min(), let most = values.max() else { return "" }
    let median = values.median.text(3)
    return values.count == 1 ? median : "\(median) (\(least.text(3)) … \(most.text(3)))"
  }

  /// Columns under their heads, and what each model was trained on.
  var text: String {
    let table = [Self.head] + rows
    let widths = Self.head.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    let lines = table.map { cells in
      let padded = zip(zip(cells, Self.head), widths).map { cell, width in
        let spaces = String(repeating: " ", count: width - cell.0.count)
        return Self.numbers.contains(cell.1) ? spaces + cell.0 : cell.0 + spaces
      }
      let line = padded.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    return (lines + ["Trained on: " + pools.joined(separator: ", ") + "."])
      .joined(separator: "\n") + "\n"
  }
}

extension AccuracyLine {
  /// What the seeds and both parts have in common.
  fileprivate var subject: [String] { [set, group, recipe, settings ?? ""] }

  fileprivate func shows(_ metric: AccuracyMetric) -> Bool {
    guard value(of: metric) != nil else { return false }
    return metric != .mase || anchors.contains { $0.metric == metric }
  }
}

extension Double {
  /// With a fixed number of decimals.
  fileprivate func text(_ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let digits = String(Int((abs(self) * scale).rounded()))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return (self < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }
}
