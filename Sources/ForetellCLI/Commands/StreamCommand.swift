internal import ArgumentParser
internal import Foretell

/// `foretell stream`: rows in, a forecast a row out.
struct StreamCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stream",
    abstract: "Forecast anew after every row that comes in.",
    discussion: """
      Reads rows from standard input and answers each at once with a row: the series, the stamp, and the \
      forecasts 1, 2, … steps ahead, which are empty while the series is too short for one. The network's \
      memory of a series is carried from row to row, so that a row costs the same however many came before.

      The model is one that carries its state, best --model stateful. The first line names the columns the \
      model was fitted to. The rows of a series come in order and without gaps, those of several series in any order. \
      A row that is out of order, leaves stamps out, has no value or a text for one ends the stream with its line \
      (--keep-going: is named and passed over); --fill ffill or zero bridges missing rows and values. \
      docs/streaming.md tells more.

      Examples:
        foretell fit load.csv -H 24 --model stateful -o load.foretell
        tail -n +1 -f meter.csv | foretell stream load.foretell --from load.csv
        foretell stream load.foretell --state load.state < monday.csv     go on with tuesday.csv
      """)

  @Argument(
    help: "The model file, as foretell fit wrote it.", completion: .file(extensions: ["foretell"]))
  var modelFile: String

  @Option(
    help: "CSV with what is known already; the stream goes on after it.",
    completion: .file(extensions: ["csv", "tsv"]))
  var from: String?

  @Option(
    help: """
      File that keeps where the stream stands: read at the start where it is there, in the place of --from, and \
      written at the end.
      """, completion: .file())
  var state: String?

  @Option(
    name: [.customShort("H"), .long], parsing: .unconditional,
    help: "Steps to forecast (those the model was fitted for).")
  var horizon: Int?

  @Option(
    help: "Also give intervals of these levels in percent, separated by commas, such as 80,95.",
    transform: LevelList.init)
  var level: LevelList?

  @Option(help: "What stands in for missing values and rows: ffill or zero.")
  var fill: FillMethod?

  @Flag(help: "Pass over rows that cannot be used, and name them.")
  var keepGoing = false

  @OptionGroup(title: "Columns") var columns: StreamColumns

  @Flag(name: .shortAndLong, help: "No notes, only forecasts and errors.")
  var quiet = false

  func validate() throws {
    if let horizon { try HorizonCheck.check(horizon) }
  }

  func run() async throws {
    let file = try ModelFile(path: modelFile)
    var notes = Notes(quiet: quiet, verbose: false)
    if let state, OutputFile.areSame(state, modelFile) {
      throw ValidationError("‘\(state)’ is the model; name another file for the state.")
    }
    let kept = try state.flatMap(StreamStateFile.read)
    let schema = try columns.schema(of: file, path: modelFile)
    let history = kept == nil ? try from.map { try known($0, schema, file) } : nil
    var stream = try StreamingForecaster(
      file.model, after: history,
      horizon == nil && level == nil
        ? nil
        : ForecastRequest(
          horizon: horizon ?? file.horizon ?? 1, levels: level?.levels ?? []), fill: fill)
    if let kept {
      try stream.resume(from: kept)
      notes.add("goes on after \(kept.ids.count) series of \(state ?? "")")
      if from != nil { notes.add("note: --from was not read; the state knows what came before") }
    }
    var session = StreamSession(
      stream: stream, format: schema.timeFormat, keepsGoing: keepGoing, notes: notes)
    try session.run(following: schema, columns.options, keeping: state)
  }

  /// What is known already.
  private func known(_ path: String, _ schema: CSVSchema, _ file: ModelFile) throws -> Panel {
    var options = CSVOptions(following: schema)
    options.frequency = file.model.frequency
    options.fill = fill
    options.delimiter = columns.options.delimiter
    let table = try CSVReader(options).read(path) { Task.isCancelled }
    if let missing = table.firstMissing {
      throw CSVError(
        .gap, "the value at \(missing.timestamp) is missing", path: path, line: missing.line,
        column: missing.column, series: missing.series, timestamp: missing.timestamp,
        remedy: "fill it in, or let --fill ffill or --fill zero do so")
    }
    return table.panel
  }
}
