internal import ArgumentParser
internal import Foretell

/// `foretell predict`: model file and CSV in, forecast out, no training.
struct PredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Forecast with a model file, without training.",
    discussion: """
      The CSV is read as the one the model was fitted to: the same columns and kind of time stamps. Series \
      the model has not seen are scaled by their own history.

      Of a cold-start model the CSV names the new series: ids and static columns, and stamps of the launches where \
      they have the column of the data; else they begin after the last stamp the model has seen.

      Examples:
        foretell predict air.foretell data/air-passengers.csv -o forecast.csv
      """)

  @Argument(
    help: "The model file, as foretell fit wrote it.",
    completion: .file(extensions: ["foretell"]))
  var modelFile: String

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Input") var future: FutureOptions

  @Option(
    name: [.customShort("H"), .long], parsing: .unconditional,
    help: "Steps to forecast (those the model was fitted for).")
  var horizon: Int?

  @Option(
    help: "Also give intervals of these levels in percent, separated by commas, such as 80,95.",
    transform: LevelList.init)
  var level: LevelList?

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    var job = try Job(output, reading: [input.file, modelFile, future.future])
    let file = try ModelFile(path: modelFile)
    if case .coldStart(let forecaster) = file.model {
      return try predictLaunches(by: forecaster, of: file, &job)
    }
    let table = try job.addFuture(
      future, to: ModelInput(modelFile: modelFile, input: input).read(&job, for: file))
    guard let horizon = horizon ?? file.horizon else {
      throw ValidationError("The model names no horizon; give one with -H.")
    }
    if let covariates = file.model.covariates {
      try job.checkFuture(
        of: covariates.columns, in: table, read: input.file, horizon: horizon
      ) { covariates.vocabularies[$0]?.hasMissing ?? false }
    }
    let forecast = try file.model.forecast(
      after: table.panel, horizon: horizon, levels: level?.levels ?? [])
    job.tellUnseen(by: file.model, in: table.panel, horizon: horizon)
    try job.write(
      forecast, after: table.panel, horizon: horizon, validation: file.model.validation,
      covariates: file.model.covariates?.columns, bounded: level != nil, to: output)
  }
}
