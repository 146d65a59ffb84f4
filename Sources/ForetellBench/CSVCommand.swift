internal import ArgumentParser
internal import Foretell

/// Times reading a CSV into a panel; the keys are those of the peers' script.
struct CSVCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "csv", abstract: "Time reading a CSV into a panel.")

  @Argument(help: "A CSV; make one with: foretell-bench generate long -o long.csv") var file: String
  @Option(help: "Readings; the best is printed.") var repeats = 3
  @Option(help: "Threads (as many as there are processors, eight at the most).") var threads: Int?

  private struct Line: Encodable {
    let foretell: Double
    let rows: Int
    let series: Int
    let panel_mb: Double
    let memory_above_start_mb: Double
  }

  func run() throws {
    let start = Memory.peakBytes()
    var (best, rows, series, values, peak) = (Double.infinity, 0, 0, 0, 0)
    for repeatNumber in 0..<max(1, repeats) {
      let (table, seconds) = try Stopwatch.seconds {
        try CSVReader().read(file, threads: threads)
      }
      best = min(best, seconds)
      (rows, series) = (table.rowCount, table.panel.count)
      values = table.panel.storage.count
      // Later readings begin while the last panel is still there.
      if repeatNumber == 0 { peak = Memory.peakBytes() }
    }
    try JSONLine.print(
      Line(
        foretell: best.rounded(to: 3), rows: rows, series: series,
        panel_mb: (Double(values) * 8e-6).rounded(to: 1),
        memory_above_start_mb: (Double(peak - start) * 1e-6).rounded(to: 1)))
  }
}
