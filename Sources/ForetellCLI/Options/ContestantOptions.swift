internal import ArgumentParser
internal import Foretell

/// Which models a backtest scores.
struct ContestantOptions: ParsableArguments {
  @Option(
    help: """
      Models to put to the test, separated by commas (auto; lstm where a flag shapes a network).
      """, transform: ModelList.init)
  var model: ModelList?

  @OptionGroup var effort: EffortOptions

  @OptionGroup var likelihood: LikelihoodOptions

  @Option(
    help: """
      Models to test them against, separated by commas, or all, or none (naive, seasonal-naive, drift, \
      window-average, theta, auto-ets).
      """, transform: RivalList.init)
  var against: RivalList?

  @Option(
    help: "Intervals in percent, separated by commas (80,95).", transform: LevelList.init)
  var level: LevelList?

  @Option(help: "Metric that models are ranked by: mase, smape, rmse, … (mase).")
  var metric: String?

  func validate() throws {
    try MetricCheck.check(metric)
  }

  /// Models to be tested.
  func tested(_ network: NetworkOptions) -> [ModelChoice] {
    model?.choices
      ?? [
        likelihood.isGiven
          ? .deepAR
          : network.embedSeries ? .encoderDecoder : network.shapesNetwork ? .lstm : .auto
      ]
  }

  /// Levels of the intervals.
  var levels: [Double] { level?.levels ?? [80, 95] }

  /// The models for a panel.
  ///
  /// - Parameter required: rivals that are needed whatever the flags say.
  func contestants(
    horizon: Int, _ network: NetworkOptions, also required: [ModelChoice],
    seeing columns: CovariateColumns? = nil, for panel: Panel
  ) throws -> [Contestant] {
    let tested = tested(network, seeing: columns)
    try likelihood.check(tested + (against?.choices ?? []), network)
    let listed = against?.choices ?? RivalList.standard
    let rivals = (listed + required.filter { !listed.contains($0) })
      .filter { !tested.contains($0) }
    let candidates = try tested.map {
      Contestant(
        try recipe($0, horizon: horizon, network, seeing: columns, for: panel), role: .candidate)
    }
    return candidates
      + (try rivals.map {
        Contestant(try recipe($0, horizon: horizon, network, seeing: columns, for: panel))
      })
  }

  private func recipe(
    _ choice: ModelChoice, horizon: Int, _ network: NetworkOptions,
    seeing columns: CovariateColumns?,
    for panel: Panel
  ) throws -> any Recipe {
    if let baseline = choice.baseline {
      return BaselineRecipe(baseline, seasonLength: network.seasonLength)
    }
    if let method = choice.classicalMethod {
      return ClassicalRecipe(method, seasonLength: network.seasonLength)
    }
    if choice == .zero { return PretrainedRecipe(seasonLength: network.seasonLength) }
    if choice == .deepAR {
      return try likelihood.recipe(horizon: horizon, network, seeing: columns?.withoutPast)
    }
    if choice == .tuned { return effort.tunedRecipe(horizon: horizon, network) }
    if choice == .stateful { return try network.statefulRecipe(horizon: horizon, for: panel) }
    if choice == .encoderDecoder {
      return try network.encoderDecoderRecipe(horizon: horizon, seeing: columns, for: panel)
    }
    if choice == .coldStart {
      throw ValidationError(
        "cold-start forecasts series without a past, and a backtest has none of them; it scores itself on series "
          + "it holds back.")
    }
    if choice == .auto { return effort.recipe(horizon: horizon, network) }
    return try network.recipe(horizon: horizon, cell: choice.cell, for: panel)
  }
}

/// Models, separated by commas.
struct ModelList {
  let choices: [ModelChoice]

  init(_ text: String) throws {
    var choices: [ModelChoice] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let choice = ModelChoice(rawValue: String(part)) else {
        throw ValidationError(
          "there is no model ‘\(part)’; there are "
            + ModelChoice.allCases.map(\.rawValue).joined(separator: ", ") + ".")
      }
      guard !choices.contains(choice) else {
        throw ValidationError("‘\(part)’ is given twice.")
      }
      choices.append(choice)
    }
    self.choices = choices
  }
}

/// Models to compare with, or `all`, or `none`.
struct RivalList {
  let choices: [ModelChoice]

  /// Those that cost little and are hard to beat.
  static let standard: [ModelChoice] = [
    .naive, .seasonalNaive, .drift, .windowAverage, .theta, .autoETS,
  ]

  init(_ text: String) throws {
    choices =
      switch text {
      case "none": []
      case "all":
        ModelChoice.allCases.filter {
          $0.cell == nil && ![.auto, .tuned, .stateful, .deepAR].contains($0) && !$0.seesCovariates
        }
      default: try ModelList(text).choices
      }
  }
}

/// Levels of intervals in percent, separated by commas.
struct LevelList {
  let levels: [Double]

  init(_ text: String) throws {
    var levels: [Double] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let digits = part.hasSuffix("%") ? part.dropLast() : part
      guard let level = Double(digits), level >= 1, level < 100 else {
        throw ValidationError(
          "‘\(part)’ is no level of an interval; it is a percentage of at least 1 and below 100.")
      }
      guard !levels.contains(level) else { throw ValidationError("\(part) is given twice.") }
      levels.append(level)
    }
    self.levels = levels.sorted()
  }
}
