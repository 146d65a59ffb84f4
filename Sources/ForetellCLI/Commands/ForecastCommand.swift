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
    var job = try Job(output)
    let table = try job.read(input)
    if model.model.cell != nil, (0..<table.panel.count).allSatisfy({ table.panel.isConstant($0) }) {
      return try await forecast(
        &job, table.panel, by: .naive, because: "all its values are equal: nothing to learn")
    }
    let fitted: FittedModel
    do {
      fitted = try await job.fit(model, to: table.panel)
    } catch let error as ForecastingError where error.code == .tooShort {
      // A forecast was asked for and there is an honest one: say so and give it.
      return try await forecast(&job, table.panel, by: .seasonalNaive, because: error.message)
    }
    let forecast = try fitted.forecast(after: table.panel, horizon: model.horizon)
    try job.write(
      forecast, after: table.panel, horizon: model.horizon, validation: fitted.validation)
  }

  /// Forecasts every series by a baseline and says why.
  private func forecast(
    _ job: inout Job, _ panel: Panel, by baseline: Baseline, because reason: String
  ) async throws {
    let forecaster = try await BaselineRecipe(baseline, seasonLength: model.seasonLength)
      .fit(to: panel)
    let forecast = try forecaster.forecast(after: panel, horizon: model.horizon)
    let substitutions = panel.ids.map {
      Forecast.Substitution(series: $0, model: baseline.name, reason: reason)
    }
    try job.write(
      forecast.substituting(substitutions), after: panel, horizon: model.horizon, validation: nil)
  }
}
