internal import Foretell
internal import FoundationEssentials

/// Writes forecasts in the forms the command offers.
struct ForecastWriter {
  let forecast: Forecast

  /// `unique_id,ds,<Model>,<Model>-lo-80,<Model>-hi-80,…`, a row a stamp.
  func writeCSV(to path: String) throws {
    // Once: it looks at every series.
    let levels = levels
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      var writer = CSVWriter()
      let bounds = levels.flatMap { level in
        ["lo", "hi"].map { "\(forecast.model)-\($0)-\(Self.text(level))" }
      }
      for column in ["unique_id", "ds", forecast.model] + bounds { writer.append(column) }
      writer.endRow()
      for series in forecast.series {
        for (step, stamp) in series.timestamps.enumerated() {
          writer.append(series.id)
          writer.append(forecast.timestampFormat.string(from: stamp))
          writer.append(series.values[step])
          for level in levels {
            let interval = series.intervals.first { $0.level == level }
            // A series that has none, such as one of a model without a tail held back: empty fields.
            writer.append(interval?.lower[step] ?? .nan)
            writer.append(interval?.upper[step] ?? .nan)
          }
          writer.endRow()
        }
        if writer.bytes.count > 1 << 16 { try writer.flush(to: &file) }
      }
      try writer.flush(to: &file)
    }
  }

  /// The levels that any series has intervals of.
  private var levels: [Double] {
    Set(forecast.series.flatMap { $0.intervals.map(\.level) }).sorted()
  }

  /// 80 for 80.0, and 97.5 as it is.
  static func text(_ level: Double) -> String {
    level == level.rounded() ? String(Int(level)) : String(level)
  }

  private struct Document: Encodable {
    struct Series: Encodable {
      let unique_id: String
      let ds: [String]
      let values: [Double]
      let intervals: [PredictionInterval]?
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
    let covariates: CovariateColumns?
    let notes: [String]
    let gradient_flow: [GradientFlow]?
  }

  /// One document with the forecast, how it was validated, and what was noted on the way.
  ///
  /// - Parameter covariates: the columns beside the target that the model saw.
  func writeJSON(
    to path: String, horizon: Int, validation: Validation?, covariates: CovariateColumns?,
    notes: [String], flows: [GradientFlow] = []
  ) throws {
    let document = Document(
      foretell_version: foretellVersion, model: forecast.model,
      frequency: forecast.frequency.description, horizon: horizon,
      series: forecast.series.map { series in
        .init(
          unique_id: series.id,
          ds: series.timestamps.map { forecast.timestampFormat.string(from: $0) },
          values: series.values, intervals: series.intervals.isEmpty ? nil : series.intervals)
      },
      substitutions: forecast.substitutions.map {
        .init(unique_id: $0.series, model: $0.model, reason: $0.reason)
      },
      validation: validation, covariates: covariates, notes: notes,
      gradient_flow: flows.isEmpty ? nil : flows)
    let text = try JSONText.string(from: document) + "\n"
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      try file.write(text)
    }
  }
}
