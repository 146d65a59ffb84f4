internal import Foretell
internal import FoundationEssentials

/// A CSV that is read as the one a model was fitted to.
struct ModelInput {
  let modelFile: String
  let input: InputOptions

  /// The table, whose columns and kind of stamps are those of the model's.
  ///
  /// - Throws: ``ForecastingError`` with `.otherPanel` where they are not.
  func read(_ job: inout Job, for file: ModelFile) throws -> CSVTable {
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
    return table
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
    } catch let error as CSVError where error.code == .gap && input.freq == nil {
      throw coarser(than: frequency, options) ?? error
    } catch let error as CSVError where error.code == .offGrid && input.freq == nil {
      throw ForecastingError(
        .otherPanel,
        "\(modelFile) was fitted to the frequency \(frequency), which \(input.file) does not have: "
          + error.message,
        series: error.series, remedy: "fit a model to this file")
    }
  }

  /// What to tell where rows are not missing but further apart than the model's: filling would invent
  /// most of the values.
  private func coarser(than frequency: Frequency, _ options: CSVOptions) -> ForecastingError? {
    var options = options
    options.frequency = nil
    guard input.file != "-",
      let panel = try? CSVReader(input.csvOptions(over: options)).read(input.file).panel,
      panel.frequency != frequency
    else { return nil }
    return ForecastingError(
      .otherPanel,
      "\(input.file) has the frequency \(panel.frequency), \(modelFile) was fitted to \(frequency)",
      remedy:
        "fit a model to this file, or bring its rows to \(frequency) from a finer source; --fill would "
        + "invent the values between them")
  }
}
