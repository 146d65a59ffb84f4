internal import ArgumentParser
internal import Foretell
internal import FoundationEssentials

/// `foretell predict`: model file and CSV in, forecast out, no training.
struct PredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Forecast with a model file, without training.",
    discussion: """
      The CSV is read as the one the model was fitted to: the same columns and kind of time stamps. Series \
      the model has not seen are scaled by their own history.

      Example:
        foretell predict air.foretell data/air-passengers.csv -o forecast.csv
      """)

  @Argument(
    help: "The model file, as foretell fit wrote it.",
    completion: .file(extensions: ["foretell"]))
  var modelFile: String

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(
    name: [.customShort("H"), .long], parsing: .unconditional,
    help: "Steps to forecast (those the model was fitted for).")
  var horizon: Int?

  @Option(
    help: "Also give intervals of these levels in percent, separated by commas, such as 80,95.")
  var level: LevelList?

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    var job = try Job(output, reading: [input.file, modelFile])
    let file = try ModelFile(path: modelFile)
    let schema = try file.schema.map { text in
      guard let schema = try? JSONDecoder().decode(CSVSchema.self, from: Data(text.utf8)) else {
        throw ModelFileError(.damaged, path: modelFile, detail: "its schema cannot be read")
      }
      return schema
    }
    let table = try read(&job, as: schema, at: file.model.frequency)
    if let disagreement = schema.map(renamed)?.disagreement(with: table.schema) {
      throw ForecastingError(
        .otherPanel, "\(input.file) is not of the schema of \(modelFile): \(disagreement)",
        remedy: "name the columns with --id-col, --time-col and --target-col, or fit a new model")
    }
    guard let horizon = horizon ?? file.horizon else {
      throw ValidationError("The model names no horizon; give one with -H.")
    }
    let forecast = try file.model.forecast(
      after: table.panel, horizon: horizon, levels: level?.levels ?? [])
    try job.write(
      forecast, after: table.panel, horizon: horizon, validation: file.model.validation, to: output)
  }

  /// The schema with the columns that the flags name in the place of the model's.
  private func renamed(_ schema: CSVSchema) -> CSVSchema {
    var schema = schema
    if let idCol = input.idCol { schema.idColumn = idCol }
    if let timeCol = input.timeCol { schema.timeColumn = timeCol }
    if let targetCol = input.targetCol {
      schema.targetColumns = targetCol.split(separator: ",").map(String.init)
    }
    return schema
  }

  /// Reads the CSV with the columns and the frequency of the model's; one that has others is of another
  /// kind.
  private func read(
    _ job: inout Job, as schema: CSVSchema?, at frequency: Frequency
  ) throws -> CSVTable {
    var options = schema.map(CSVOptions.init(following:)) ?? CSVOptions()
    options.frequency = frequency
    do {
      return try job.read(input, over: options)
    } catch let error as CSVError where error.code == .unknownColumn {
      throw ForecastingError(
        .otherPanel,
        "\(modelFile) was fitted to other columns than \(input.file) has: \(error.message)",
        remedy: "name them with --id-col, --time-col and --target-col, or fit a model to this file")
    } catch let error as CSVError where error.code == .offGrid && input.freq == nil {
      throw ForecastingError(
        .otherPanel,
        "\(modelFile) was fitted to the frequency \(frequency), which \(input.file) does not have: "
          + error.message,
        series: error.series, remedy: "fit a model to this file")
    }
  }
}
