internal import Foretell
internal import FoundationEssentials

/// Writes forecasts in the forms the command offers.
struct ForecastWriter {
  let forecast: Forecast

  /// `unique_id,ds,<Model>`, a row a stamp.
  func writeCSV(to path: String) throws {
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      var writer = CSVWriter()
      for column in ["unique_id", "ds", forecast.model] { writer.append(column) }
      writer.endRow()
      for series in forecast.series {
        for (stamp, value) in zip(series.timestamps, series.values) {
          writer.append(series.id)
          writer.append(forecast.timestampFormat.string(from: stamp))
          writer.append(value)
          writer.endRow()
        }
        if writer.bytes.count > 1 << 16 { try writer.flush(to: &file) }
      }
      try writer.flush(to: &file)
    }
  }

  private struct Document: Encodable {
    struct Series: Encodable {
      let unique_id: String
      let ds: [String]
      let values: [Double]
    }
    struct Substitution: Encodable {
      let unique_id: String
      let model: String
      let reason: String
    }
    let foretell_version: String
    let model: String
    let frequency: String
    let horizon: Int
    let series: [Series]
    let substitutions: [Substitution]
    let validation: Validation?
    let notes: [String]
  }

  /// One document with the forecast, how it was validated, and what was noted on the way.
  func writeJSON(to path: String, horizon: Int, validation: Validation?, notes: [String]) throws {
    let document = Document(
      foretell_version: foretellVersion, model: forecast.model,
      frequency: forecast.frequency.description, horizon: horizon,
      series: forecast.series.map { series in
        .init(
          unique_id: series.id,
          ds: series.timestamps.map { forecast.timestampFormat.string(from: $0) },
          values: series.values)
      },
      substitutions: forecast.substitutions.map {
        .init(unique_id: $0.series, model: $0.model, reason: $0.reason)
      },
      validation: validation, notes: notes)
    let text = try JSONText.string(from: document) + "\n"
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      try file.write(text)
    }
  }
}
