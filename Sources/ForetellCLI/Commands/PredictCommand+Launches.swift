internal import ArgumentParser
internal import Foretell
internal import FoundationEssentials

extension PredictCommand {
  /// Forecasts series without a past from a file of their static columns.
  func predictLaunches(
    by forecaster: ColdStartForecaster, of file: ModelFile, _ job: inout Job
  ) throws {
    guard
      let schema = file.schema.flatMap({
        try? JSONDecoder().decode(CSVSchema.self, from: Data($0.utf8))
      })
    else { throw ModelFileError(.damaged, path: modelFile, detail: "its schema cannot be read") }
    guard let horizon = horizon ?? file.horizon else {
      throw ValidationError("The model names no horizon; give one with -H.")
    }
    let series = try NewSeries(
      path: input.file, options: input.csvOptions(over: CSVOptions(following: schema)),
      columns: forecaster.encoder.columns, frequency: forecaster.frequency,
      after: forecaster.cutoff, written: file.timestampFormat)
    job.notes.add("read \(input.file): \(series.panel.count) series without a past")
    let forecast = try file.model.forecast(
      after: series.panel, horizon: horizon, levels: level?.levels ?? [])
    job.tellUnseen(by: file.model, in: series.panel, horizon: horizon)
    try job.write(
      forecast, after: series.panel, horizon: horizon, validation: nil,
      covariates: forecaster.encoder.columns, bounded: level != nil, to: output)
  }
}
