internal import ArgumentParser
internal import Foretell
internal import FoundationEssentials

extension PredictCommand {
  /// Forecasts series without a past from a file of their static columns.
  func predictLaunches(
    by forecaster: ColdStartForecaster, of file: ModelFile, _ job: inout Job
  ) throws {
    try refuseUnheeded()
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

  /// Refuses flags that say nothing of series without values.
  private func refuseUnheeded() throws {
    let flags = [
      ("--future", future.future != nil), ("--wide", input.wide),
      ("--target-col", input.targetCol != nil), ("--freq", input.freq != nil),
      ("--time-format", input.timeFormat != nil), ("--fill", input.fill != nil),
    ].filter(\.1).map(\.0)
    guard let first = flags.first else { return }
    throw ValidationError(
      "\(modelFile) is a cold start, whose CSV has a row a new series with its id, its static columns and perhaps "
        + "its launch; leave \(flags.count == 1 ? first : flags.joined(separator: ", ")) out.")
  }
}
