internal import ForetellNetworks
public import ForetellSeries

/// Networks fitted to a panel, with the Theta method beside them.
public struct EnsembleForecaster: Forecaster {
  /// How it was made.
  public let resolved: ResolvedEnsemble
  /// The step of the series it forecasts.
  public let frequency: Frequency
  /// The last stamp it was fitted on.
  public let cutoff: Timestamp
  /// How it did on values held back, before it was fitted on all; nil where nothing was.
  public let validation: Validation?
  /// What its intervals are made of; nil where nothing was held back, and there are none.
  let calibration: Calibration?
  public let members: [TrainedMember]
  /// nil where Theta has no share.
  let theta: ClassicalForecaster?

  public var name: String { resolved.recipe.name }

  public var summary: String? {
    let sizes = Set(resolved.members.map(\.hiddenSize)).sorted().map(String.init)
      .joined(separator: " and ")
    let theta =
      resolved.thetaShare > 0 ? ", \(Int((resolved.thetaShare * 100).rounded())) % Theta" : ""
    return "\(members.count) networks of \(sizes) for \(resolved.kind) data\(theta)"
  }

  public func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast {
    let horizon = request.horizon
    try request.checkLevels()
    try history.checkForecastable(horizon: horizon)
    try history.checkFrequency(frequency)
    guard horizon <= resolved.recipe.horizon else {
      throw ForecastingError(
        .horizon,
        "the model forecasts \(resolved.recipe.horizon) steps and \(horizon) are asked for",
        remedy: "fit it with -H \(horizon)")
    }
    let points = try EnsemblePoints(self, history: history, horizon: horizon)
    let fallback = BaselineForecaster(
      baseline: .seasonalNaive, seasonLength: resolved.seasonLength)
    var substitutions: [Forecast.Substitution] = []
    let series = try (0..<history.count).map { index -> Forecast.Series in
      guard let values = points[index] else {
        substitutions.append(
          Forecast.Substitution(
            series: history.ids[index], model: fallback.name,
            reason: history.values(of: index).count { !$0.isNaN } == 1
              ? "it has one value" : "all its values are equal"))
        return fallback.forecast(series: index, of: history, request)
      }
      guard values.allSatisfy(\.isFinite) else {
        throw ForecastingError(
          .notFinite, "its forecast is not a finite number", series: history.ids[index],
          remedy: "look for values of extreme size, or use --model theta")
      }
      return Forecast.Series(
        id: history.ids[index], timestamps: history.timestamps(after: index, count: horizon),
        values: values,
        intervals: intervals(around: values, history.values(of: index), request.levels))
    }
    return Forecast(
      model: name, frequency: frequency, timestampFormat: history.timestampFormat, series: series,
      substitutions: substitutions)
  }

  private func intervals(
    around values: [Double], _ history: ArraySlice<Double>, _ levels: [Double]
  ) -> [PredictionInterval] {
    guard let calibration, !levels.isEmpty,
      let scale = ErrorScale(history, seasonLength: resolved.seasonLength)
    else { return [] }
    return levels.map { level in
      let bounds = values.enumerated().map { step, value in
        scale.bounds(around: value, reach: calibration.reach(step: step, level: level))
      }
      return PredictionInterval(
        level: level, lower: bounds.map(\.lower), upper: bounds.map(\.upper))
    }
  }
}

/// The point forecasts of an ensemble after a panel.
struct EnsemblePoints {
  private var places: [Int: Int] = [:]
  private var values: [Double]
  private let horizon: Int

  init(_ forecaster: EnsembleForecaster, history: Panel, horizon: Int) throws {
    self.horizon = horizon
    let own = (0..<history.count).filter { !history.isConstant($0) }
    for (place, series) in own.enumerated() { places[series] = place }
    values = [Double](repeating: 0, count: own.count * horizon)
    guard !own.isEmpty else { return }
    let resolved = forecaster.resolved
    let views = history.views(for: resolved.members, seasonLength: resolved.seasonLength)
    let engine = Engine(
      threads: own.count > 32 ? nil : 1, instructionSet: try InstructionSet.preferred())
    let weight = 1 / Double(max(1, forecaster.members.count))
    for trained in forecaster.members {
      guard let view = views[ViewKey(trained.member)] else { continue }
      let found = try MemberInference(trained: trained, panel: view, engine: engine)
        .forecasts(of: own, horizon: horizon)
      for index in values.indices { values[index] += found[index] * weight }
    }
    guard let theta = forecaster.theta else { return }
    let share = forecaster.members.isEmpty ? 1 : resolved.thetaShare
    let forecast = try theta.forecast(after: history.selecting(own), horizon: horizon)
    for (place, series) in forecast.series.enumerated() {
      for (step, value) in series.values.enumerated() {
        let index = place * horizon + step
        values[index] = (1 - share) * values[index] + share * value
      }
    }
  }

  /// nil for a constant series.
  subscript(series: Int) -> [Double]? {
    places[series].map { Array(values[$0 * horizon..<($0 + 1) * horizon]) }
  }
}
