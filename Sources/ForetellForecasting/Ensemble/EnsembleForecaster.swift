internal import ForetellNetworks
public import ForetellSeries

/// Networks fitted to a panel and the methods beside them, averaged by a blend.
public struct EnsembleForecaster: Forecaster {
  /// How it was made.
  public let resolved: ResolvedEnsemble
  /// What it is: the recipe's blend, or the one that did best on values held back.
  public let blend: Blend
  /// The step of the series it forecasts.
  public let frequency: Frequency
  /// The last stamp it was fitted on.
  public let cutoff: Timestamp
  /// How it did on values held back, before it was fitted on all; nil where nothing was.
  public let validation: Validation?
  /// What its intervals are made of; nil where nothing was held back, and there are none.
  let calibration: Calibration?
  /// The networks; empty where they have no weight, or nothing to learn from.
  public let members: [TrainedMember]
  let companions: [Companion: CompanionForecaster]

  public var name: String { resolved.recipe.name }

  /// Parameters of all networks.
  public var parameterCount: Int { members.reduce(0) { $0 + $1.parameters.values.count } }

  public var summary: String? {
    guard blend.networks > 0, let first = members.first?.member else {
      return "\(blend), as for \(resolved.kind) data"
        + (resolved.kind == .intermittent ? ", whose mean is forecast (sMAPE prefers zeros)" : "")
    }
    let sizes = Set(members.map(\.member.hiddenSize)).sorted().map(String.init)
    let cell = first.segmentLength == nil ? "LSTM" : "GRU"
    let choice = resolved.choice.map { ", but \($0)" } ?? ""
    return "\(blend); \(members.count) × \(cell) of \(sizes.joined(separator: " and ")), "
      + "\(first.trainingSteps) steps, as for \(resolved.kind) data\(choice)"
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
    let own = (0..<history.count).filter { !history.isConstant($0) }
    let values = try componentPoints(after: history.selecting(own), horizon: horizon).mean(
      by: blend)
    let places = Dictionary(uniqueKeysWithValues: zip(own, own.indices))
    let fallback = BaselineForecaster(baseline: .naive, seasonLength: resolved.seasonLength)
    var substitutions: [Forecast.Substitution] = []
    let series = try (0..<history.count).map { index -> Forecast.Series in
      guard let place = places[index] else {
        let count = history.values(of: index).count { !$0.isNaN }
        substitutions.append(
          Forecast.Substitution(
            series: history.ids[index], model: fallback.name,
            reason: count == 1 ? "it has one value" : "all its values are equal"))
        return fallback.forecast(series: index, of: history, request)
      }
      let found = Array(values[place * horizon..<(place + 1) * horizon])
      guard found.allSatisfy(\.isFinite) else {
        throw ForecastingError(
          .notFinite, "its forecast is not a finite number", series: history.ids[index],
          remedy: "look for values of extreme size, or use --model theta")
      }
      return Forecast.Series(
        id: history.ids[index], timestamps: history.timestamps(after: index, count: horizon),
        values: found,
        intervals: intervals(around: found, history.values(of: index), request.levels))
    }
    return Forecast(
      model: name, frequency: frequency, timestampFormat: history.timestampFormat, series: series,
      substitutions: substitutions)
  }

  private func intervals(
    around values: [Double], _ history: ArraySlice<Double>, _ levels: [Double]
  ) -> [PredictionInterval] {
    guard let calibration, !levels.isEmpty,
      let scale = ErrorScale(history, resolved.errorMeasure)
    else { return [] }
    return levels.map { level in
      let bounds = values.enumerated().map { step, value in
        scale.bounds(around: value, reach: calibration.reach(step: step, level: level))
      }
      return PredictionInterval(
        level: level, lower: bounds.map(\.lower), upper: bounds.map(\.upper))
    }
  }

  /// What each component says of the values after the series of a panel, none of which is constant.
  func componentPoints(after history: Panel, horizon: Int) throws -> ComponentPoints {
    var points = ComponentPoints(count: history.count * horizon)
    guard history.count > 0 else { return points }
    for (companion, forecaster) in companions {
      points.companions[companion] = try forecaster.points(after: history, horizon: horizon)
    }
    let networks = members.map(\.member)
    let views = history.views(for: networks, seasonLength: resolved.seasonLength)
    let engine = Engine(
      threads: history.count > 32 ? nil : 1, instructionSet: try InstructionSet.preferred())
    for trained in members {
      guard let view = views[ViewKey(trained.member)] else { continue }
      points.add(
        network: try MemberInference(trained: trained, panel: view, engine: engine)
          .forecasts(of: Array(0..<history.count), horizon: horizon), of: members.count)
    }
    return points
  }
}

/// The forecasts of an ensemble's components, a row a series, before they are averaged.
struct ComponentPoints {
  private let count: Int
  /// The networks' mean; empty where there are none.
  private(set) var networks: [Double] = []
  var companions: [Companion: [Double]] = [:]

  init(count: Int) { self.count = count }

  /// Adds the forecasts of one of so many networks to their mean.
  mutating func add(network values: [Double], of members: Int) {
    if networks.isEmpty { networks = Array(repeating: 0, count: count) }
    // Divided before they are added: the sum of two numbers of 10³⁰⁸ is infinite.
    for index in values.indices { networks[index] += values[index] / Double(members) }
  }

  /// The weighted mean; what has no weight is not looked at.
  func mean(by blend: Blend) -> [Double] {
    let blend = networks.isEmpty && blend.networks > 0 ? blend.withoutNetworks : blend
    var mean = [Double](repeating: 0, count: count)
    func add(_ values: [Double], _ weight: Double) {
      for index in values.indices { mean[index] += weight * values[index] }
    }
    if blend.networks > 0 { add(networks, blend.networks) }
    for companion in Companion.allCases {
      if let weight = blend.companions[companion], let values = companions[companion] {
        add(values, weight)
      }
    }
    return mean
  }
}
