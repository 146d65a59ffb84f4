internal import ArgumentParser
internal import Foretell

/// `foretell fit`: CSV in, model file out.
struct FitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fit a model to a CSV and write it to a file.",
    discussion: """
      The file holds everything a forecast needs, in the safetensors layout. It is written whole or not \
      at all. Series too short for an LSTM, GRU or RNN are an error here, where forecast would fall back to \
      a baseline.

      Examples:
        foretell fit data/air-passengers.csv -H 12 -o air.foretell
        foretell predict air.foretell data/air-passengers.csv
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Columns beside the target") var covariates: CovariateOptions
  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    try covariates.check(input)
    try model.checkSight(covariates)
    guard output.output != nil else {
      throw ValidationError("Name the model file to write, for example -o model.foretell.")
    }
  }

  func run() async throws {
    var job = try Job(output, reading: [input.file, model.network.config])
    let table = try job.read(
      input, over: covariates.csvOptions, threads: model.network.threads)
    let columns = covariates.columns(of: table)
    job.notes.tell(
      model.choice(seeing: columns), insteadOf: model.choice, because: covariates.flags)
    let fitted = try await job.fit(model, to: table.panel, seeing: columns)
    var schema = table.schema
    // A model that does not see columns needs none to forecast.
    schema.covariates = fitted.covariates?.columns
    let path = output.output ?? "-"
    let file = ModelFile(
      fitted, timestampFormat: table.panel.timestampFormat, horizon: model.horizon,
      schema: try JSONText.string(from: schema), writer: foretellVersion)
    try Task.checkCancellation()
    try file.write(to: path)
    if output.json, path != "-" {
      try Console.writeResult(try JSONText.string(from: ModelSummary(file)))
    }
    if path != "-" { job.notes.add("wrote \(path)") }
  }
}
