internal import ArgumentParser
internal import Foretell
internal import FoundationEssentials

/// Series to be simulated and written, some at a time.
struct SimulationPlan {
  let simulator: PanelSimulator
  /// What ids begin with.
  let name: String
  let count: Int
  let seed: UInt64
  private var start: Timestamp?
  private var timestampFormat: TimestampFormat?

  /// A document is put together in memory.
  static let mostValuesOfJSON = 10_000_000

  init(simulator: PanelSimulator, name: String, count: Int, seed: UInt64) {
    self.simulator = simulator
    self.name = name
    self.count = count
    self.seed = seed
  }

  /// Sets the first stamp; stamps are written as it is, where that is fine enough.
  mutating func begin(at text: String?) throws {
    if let text {
      let isIndex = if case .index = simulator.frequency { true } else { false }
      let format = isIndex ? .index : TimestampFormat(inferredFrom: [text])
      guard let format, let stamp = format.timestamp(from: text) else {
        throw ValidationError(
          "--start does not know ‘\(text)’; say for example 2024-01-01, or 1 where --freq is a number."
        )
      }
      start = stamp
      let isCoarse = simulator.frequency.isSubDaily && format == .date
      timestampFormat = isCoarse ? nil : format
    }
    do { start = try simulator.checked(start) } catch { throw ValidationError("\(error).") }
  }

  private func panel(_ numbers: Range<Int>) throws -> Panel {
    // Many series a piece; more threads than processors cost nothing.
    try simulator.panel(
      series: numbers, from: RandomStream(seed: seed), start: start,
      timestampFormat: timestampFormat, threads: 16
    ) { "\(name)-\($0 + 1)" }
  }

  /// Writes `unique_id,ds,y`, a row a stamp, in pieces of about a megabyte of values; whole or not at all.
  func writeCSV(to path: String) throws {
    let series = max(1, 100_000 / simulator.length)
    try OutputFile.write(to: path) { (file: inout OutputFile) throws in
      var writer = CSVWriter()
      for column in ["unique_id", "ds", "y"] { writer.append(column) }
      writer.endRow()
      for first in Swift.stride(from: 0, to: count, by: series) {
        try Task.checkCancellation()
        try panel(first..<min(first + series, count)).writeRows(with: &writer, to: &file)
      }
    }
  }

  private struct Document: Encodable {
    struct Series: Encodable {
      let unique_id: String
      let ds: [String]
      let values: [Double]
    }
    let foretell_version: String
    let frequency: String
    let season_length: Int
    let seed: UInt64
    let series: [Series]
  }

  /// One document with all of it.
  func writeJSON(to path: String) throws {
    let panel = try panel(0..<count)
    try Task.checkCancellation()
    let document = Document(
      foretell_version: foretellVersion, frequency: panel.frequency.description,
      season_length: simulator.seasonLength, seed: seed,
      series: panel.ids.indices.map { index in
        Document.Series(
          unique_id: panel.ids[index],
          ds: (0..<panel.range(of: index).count).map {
            panel.timestampFormat.string(from: panel.timestamp(of: index, at: $0))
          },
          values: Array(panel.values(of: index)))
      })
    let text = try JSONText.string(from: document) + "\n"
    try Task.checkCancellation()
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      try file.write(text)
    }
  }
}
