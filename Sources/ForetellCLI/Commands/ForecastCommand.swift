internal import ArgumentParser
internal import Foretell

/// `foretell forecast`: CSV in, forecast out.
struct ForecastCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Fit a model to a CSV and forecast what follows.",
    discussion: """
      Columns, delimiter, date format and frequency are found from the file; the flags below settle what \
      it leaves open. The newest values are held back once to choose the number of training steps, and \
      then learned from like all others.

      Examples:
        foretell forecast data/air-passengers.csv -H 12
        foretell forecast sales.csv -H 18 --id-col store --target-col revenue -o forecast.csv
        foretell forecast wide.csv -H 24 --wide --model gru
        foretell forecast gaps.csv -H 7 --fill linear --json
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    var job = try Job(output, reading: [input.file, model.network.config])
    let panel = try job.read(input).panel
    var substitutions: [Forecast.Substitution] = []
    let fitted: FittedModel
    do {
      fitted = try await job.fit(model, to: panel)
    } catch let error as ForecastingError where error.code == .tooShort {
      // A forecast was asked for and there is an honest one: give it, and say why.
      fitted = try await job.fit(.seasonalNaive, model, to: panel)
      substitutions = panel.ids.map {
        Forecast.Substitution(series: $0, model: fitted.name, reason: error.message)
      }
    }
    var forecast = try fitted.forecast(after: panel, horizon: model.horizon)
    if !substitutions.isEmpty { forecast = forecast.substituting(substitutions) }
    try job.write(
      forecast, after: panel, horizon: model.horizon, validation: fitted.validation, to: output)
  }
}
