internal import ArgumentParser
internal import Foretell

/// `foretell template`: model file and CSV in, the rows that a forecast needs to know ahead out.
struct TemplateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template",
    abstract: "Write the rows to fill in for a model that knows columns ahead.",
    discussion: """
      A model fitted with --known wants to be told what is planned for the steps it forecasts. This writes a \
      row for each series and step, with its stamp and the columns to fill in; what the CSV knows already \
      stands there. docs/covariates.md tells more.

      Examples:
        foretell fit sales.csv -H 12 --known price,promo -o sales.foretell
        foretell template sales.foretell sales.csv -H 12 -o plan.csv
        foretell predict sales.foretell sales.csv --future plan.csv
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

  @OptionGroup var file: OutputFileOption

  @Flag(name: .shortAndLong, help: "No notes, only results and errors.")
  var quiet = false

  func validate() throws {
    if let horizon { try HorizonCheck.check(horizon) }
  }

  func run() async throws {
    var job = try Job(
      writing: [file.path].compactMap(\.self), reading: [input.file, modelFile], quiet: quiet,
      verbose: false)
    let file = try ModelFile(path: modelFile)
    guard let columns = file.model.covariates?.columns, !columns.known.isEmpty else {
      throw ValidationError(
        "\(modelFile) knows no column ahead, so there is nothing to fill in; fit it with --known to have it see some."
      )
    }
    guard let horizon = horizon ?? file.horizon else {
      throw ValidationError("The model names no horizon; give one with -H.")
    }
    let table = try ModelInput(modelFile: modelFile, input: input).read(&job, for: file)
    let path = self.file.path ?? "-"
    try table.writeTemplate(horizon: horizon, to: path)
    if path != "-" { job.notes.add("wrote \(path)") }
  }
}
