internal import ArgumentParser
internal import Foretell

/// The classical methods on the complete sets of M3 and M4, and how often their intervals hold.
struct ClassicalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classical",
    abstract: "Score Theta, Naive2 and AutoETS on M3 and M4, and count what their intervals hold.",
    discussion: """
      DIR is what scripts/prepare-benchmark-data writes. sMAPE and MASE are those of M4, averaged over series.
      """)

  enum Part: String, ExpressibleByArgument, CaseIterable {
    case theta, naive2
    case autoETS = "auto-ets"
    case coverage
  }

  @Option(help: "Directory of long CSVs.") var data: String?
  @Option(help: "What to run (all).") var only: [Part] = []
  @Flag(help: "Score on the last values of the training part, to choose between variants.")
  var validate = false
  @Option(help: "Threads (as many as there are processors).") var threads: Int?
  @Option(help: "Simulated series of each kind for the coverage.") var series = 1000
  @Option(help: "Values of each simulated series before the horizon.") var length = 120

  func run() async throws {
    let parts = only.isEmpty ? Part.allCases : only
    if parts.contains(.theta) { try await runTheta() }
    if parts.contains(.naive2) { try await runNaive2() }
    if parts.contains(.autoETS) { try await runAutoETS() }
    if parts.contains(.coverage) {
      try await Coverage(series: series, length: length, threads: threads).run()
    }
  }

  private struct Line: Encodable {
    let method: String
    let set: String
    let series: Int
    let smape: Double
    var asked_smape: Double?
    let mase: Double
    var asked_mase: Double?
    var largest_relative_difference: Double?
    let fit_seconds: Double
    let forecast_seconds: Double
  }

  private func set(_ name: String, season: Int, scoredAt period: Int) throws -> CompetitionSet {
    guard let data else { throw ValidationError("--data is needed but for --only coverage") }
    return try CompetitionSet(
      name, in: data, seasonLength: season, maseLength: period,
      horizonsBack: validate ? 1 : 0)
  }

  private func runTheta() async throws {
    let asked = [
      ("m3-yearly", 1, 16.97), ("m3-quarterly", 4, 8.96), ("m3-monthly", 12, 13.89),
      ("m3-other", 1, 4.41),
    ]
    for (name, season, smape) in asked {
      let set = try set(name, season: season, scoredAt: season)
      var line = try await line(.theta, on: set).line
      line.asked_smape = smape
      try JSONLine.print(line)
    }
  }

  private func runNaive2() async throws {
    for (name, season, smape, mase) in [
      ("m4-hourly", 24, 18.383, 2.395), ("m4-weekly", 1, 9.161, 2.777),
    ] {
      let set = try set(name, season: season, scoredAt: season)
      var (line, forecast) = try await line(.naive2, on: set)
      (line.asked_smape, line.asked_mase) = (smape, mase)
      line.largest_relative_difference = try set.largestDifference(of: forecast)
      try JSONLine.print(line)
    }
  }

  private func runAutoETS() async throws {
    let set = try set("m3-monthly", season: 12, scoredAt: 12)
    var line = try await line(.autoETS, on: set).line
    line.asked_smape = 14.3
    try JSONLine.print(line)
  }

  private func line(
    _ method: ClassicalMethod, on set: CompetitionSet
  ) async throws -> (line: Line, forecast: Forecast) {
    let start = ContinuousClock.now
    let recipe = ClassicalRecipe(method, seasonLength: set.seasonLength)
    let model = try await recipe.fit(
      to: set.training, under: FittingConditions(threads: threads))
    let fitted = ContinuousClock.now
    let forecast = try model.forecast(after: set.training, horizon: set.horizon)
    let end = ContinuousClock.now
    let scores = set.scores(of: forecast)
    let line = Line(
      method: method.name, set: set.name, series: set.training.count,
      smape: scores.smape.rounded(to: 3), mase: scores.mase.rounded(to: 3),
      fit_seconds: ((fitted - start) / .seconds(1)).rounded(to: 3),
      forecast_seconds: ((end - fitted) / .seconds(1)).rounded(to: 3))
    return (line, forecast)
  }
}
