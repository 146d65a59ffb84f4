internal import ArgumentParser
internal import Foretell

/// Which models a backtest scores.
struct ContestantOptions: ParsableArguments {
  @Option(help: "Models to put to the test, separated by commas (lstm).")
  var model: ModelList?

  @Option(
    help: """
      Models to test them against, separated by commas, or all, or none (naive, seasonal-naive, drift, \
      window-average, theta, auto-ets).
      """)
  var against: RivalList?

  @Option(
    help: "Intervals in percent, separated by commas (80,95).")
  var level: LevelList?

  @Option(help: "Metric that models are ranked by: mase, smape, rmse, … (mase).")
  var metric: String?

  func validate() throws {
    try MetricCheck.check(metric)
  }

  /// The models for a panel.
  ///
  /// - Parameter required: rivals that are needed whatever the flags say.
  func contestants(
    horizon: Int, _ network: NetworkOptions, also required: [ModelChoice], for panel: Panel
  ) throws -> [Contestant] {
    let tested = model?.choices ?? [.lstm]
    let listed = against?.choices ?? RivalList.standard
    let rivals = (listed + required.filter { !listed.contains($0) })
      .filter { !tested.contains($0) }
    let candidates = try tested.map {
      Contestant(
        try recipe($0, horizon: horizon, network, for: panel), role: .candidate)
    }
    return candidates
      + (try rivals.map {
        Contestant(try recipe($0, horizon: horizon, network, for: panel))
      })
  }

  private func recipe(
    _ choice: ModelChoice, horizon: Int, _ network: NetworkOptions, for panel: Panel
  ) throws -> any Recipe {
    if let baseline = choice.baseline {
      return BaselineRecipe(baseline, seasonLength: network.seasonLength)
    }
    if let method = choice.classicalMethod {
      return ClassicalRecipe(method, seasonLength: network.seasonLength)
    }
    return try network.recipe(horizon: horizon, cell: choice.cell, for: panel)
  }
}

/// Models, separated by commas.
struct ModelList: ExpressibleByArgument {
  let choices: [ModelChoice]

  init?(argument: String) {
    let parts = argument.split(separator: ",").map { ModelChoice(rawValue: String($0)) }
    let choices = parts.compactMap(\.self)
    guard !choices.isEmpty, choices.count == parts.count, Set(choices).count == choices.count
    else { return nil }
    self.choices = choices
  }

  static var allValueStrings: [String] { ModelChoice.allCases.map(\.rawValue) }
}

/// Models to compare with, or `all`, or `none`.
struct RivalList: ExpressibleByArgument {
  let choices: [ModelChoice]

  /// Those that cost little and are hard to beat.
  static let standard: [ModelChoice] = [
    .naive, .seasonalNaive, .drift, .windowAverage, .theta, .autoETS,
  ]

  init?(argument: String) {
    switch argument {
    case "none": choices = []
    case "all": choices = ModelChoice.allCases.filter { $0.cell == nil }
    default:
      guard let list = ModelList(argument: argument) else { return nil }
      choices = list.choices
    }
  }

  static var allValueStrings: [String] { ["all", "none"] + ModelList.allValueStrings }
}

/// Levels of intervals in percent, separated by commas.
struct LevelList: ExpressibleByArgument {
  let levels: [Double]

  init?(argument: String) {
    let parts = argument.split(separator: ",").map { Double($0) }
    let levels = parts.compactMap(\.self).filter { $0 > 0 && $0 < 100 }
    guard !levels.isEmpty, levels.count == parts.count, Set(levels).count == levels.count
    else { return nil }
    self.levels = levels.sorted()
  }
}
