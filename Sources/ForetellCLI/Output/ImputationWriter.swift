internal import Foretell
internal import FoundationEssentials

/// Writes a filled panel in the forms the command offers.
struct ImputationWriter {
  let imputation: Imputation
  /// With its gaps.
  let source: Panel
  /// Levels that were asked for, whether anything is known of their bounds or not.
  let levels: [Double]

  private var columns: [String] {
    ["unique_id", "ds", "y", "imputed"]
      + levels.flatMap { level in ["lo", "hi"].map { "y-\($0)-\(Self.text(level))" } }
  }

  /// 80 for 80.0, and 97.5 as it is.
  private static func text(_ level: Double) -> String {
    level == level.rounded() ? String(Int(level)) : String(level)
  }

  /// `unique_id,ds,y,imputed,y-lo-80,y-hi-80,…`, a row a stamp; bounds of filled values alone.
  func writeCSV(to path: String) throws {
    let panel = imputation.panel
    let bounds = levels.map { level in imputation.intervals.first { $0.level == level } }
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      var writer = CSVWriter()
      for column in columns { writer.append(column) }
      writer.endRow()
      var next = 0
      for series in 0..<panel.count {
        let range = panel.range(of: series)
        for place in range {
          let isFilled = next < imputation.places.count && imputation.places[next] == place
          writer.append(panel.ids[series])
          writer.append(
            panel.timestampFormat.string(
              from: panel.timestamp(of: series, at: place - range.lowerBound)))
          writer.append(panel.storage[place])
          writer.append(isFilled ? "1" : "0")
          for interval in bounds {
            writer.append(isFilled ? interval?.lower[next] ?? .nan : .nan)
            writer.append(isFilled ? interval?.upper[next] ?? .nan : .nan)
          }
          writer.endRow()
          if isFilled { next += 1 }
          if writer.bytes.count > 1 << 16 { try writer.flush(to: &file) }
        }
      }
      try writer.flush(to: &file)
    }
  }

  private struct Document: Encodable {
    struct Filled: Encodable {
      let unique_id: String
      let ds: String
      let y: Double
      /// By level: lower and upper bound.
      let bounds: [String: [Double]]?
    }
    let foretell_version: String
    let method: String
    let series: Int
    let values: Int
    let missing: Int
    let filled: [Filled]
    let score: ImputationScore?
    let fallbacks: [Imputation.Fallback]
    let notes: [String]
  }

  /// One document: what was filled, by what, and how well that did on hidden blocks.
  func writeJSON(to path: String, notes: [String]) throws {
    let panel = imputation.panel
    let filled = imputation.places.enumerated().map { number, place in
      let series = panel.offsets.dropFirst().firstIndex { $0 > place }.map { $0 - 1 } ?? 0
      return (number, place, series)
    }
    let document = Document(
      foretell_version: foretellVersion, method: imputation.method.description,
      series: panel.count, values: panel.storage.count,
      missing: source.storage.count { $0.isNaN },
      filled: filled.map { number, place, series in
        let bounds = imputation.intervals.map {
          (Self.text($0.level), [$0.lower[number], $0.upper[number]])
        }
        return .init(
          unique_id: panel.ids[series],
          ds: panel.timestampFormat.string(
            from: panel.timestamp(of: series, at: place - panel.offsets[series])),
          y: panel.storage[place],
          bounds: bounds.isEmpty ? nil : Dictionary(uniqueKeysWithValues: bounds))
      },
      score: imputation.score, fallbacks: imputation.fallbacks, notes: notes)
    let text = try JSONText.string(from: document) + "\n"
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      try file.write(text)
    }
  }
}
