public import ForetellNetworks
public import ForetellSeries

extension LikelihoodRecipe {
  /// Chooses what the recipe leaves open, from the length, frequency and kind of the data.
  ///
  /// - Throws: ``ForecastingError`` with `.recipe` where the recipe contradicts itself, `.domain` where a value
  ///   is none of the likelihood's.
  public func resolved(for panel: Panel) throws -> ResolvedLikelihood {
    try check()
    let likelihood = likelihood ?? Self.likelihood(for: panel)
    try panel.checkDomain(of: likelihood)
    let season = max(1, seasonLength ?? panel.frequency.defaultSeasonLength)
    let longest = (0..<panel.count).map { panel.range(of: $0).count }.max() ?? 0
    // A window of few targets would cost as much as one of many and teach less.
    let reach = max(1, min(max(horizon, 12), 168, longest / 3))
    let context = contextLength ?? min(max(horizon, 2 * season, 24), 336, max(4, longest - reach))
    let lags = Self.lags(season: season, longest: longest)
    let network = NetworkConfiguration(
      cell: cell, inputSize: LikelihoodInputs.size(lags: lags.count), hiddenSize: hiddenSize,
      layers: layers, dropout: dropout, outputSize: likelihood.outputSize, readout: .everyStep,
      hasSkip: true)
    do throws(NetworkError) { try network.validate() } catch {
      throw ForecastingError(.recipe, error.message, remedy: error.remedy)
    }
    var training = training ?? Self.standardTraining
    training.loss = .negativeLogLikelihood(likelihood, hasUnits: true)
    let held = validationSize ?? min(horizon, max(1, longest / 5))
    return ResolvedLikelihood(
      recipe: self, likelihood: likelihood, seasonLength: season, context: context, reach: reach,
      lags: lags, network: network, members: members ?? (panel.count < 20 ? 4 : 2),
      training: training, validationSize: longest >= 3 * held + 4 ? held : 0,
      logUnit: ResolvedLikelihood.LogUnit(of: panel, likelihood))
  }

  /// Small counts are negative binomial; everything else may have far values.
  private static func likelihood(for panel: Panel) -> Likelihood {
    let observed = panel.storage.lazy.filter { !$0.isNaN }
    guard Likelihood.negativeBinomial.domain.firstViolation(in: observed) == nil else {
      return .studentT
    }
    let means = (0..<panel.count).map { panel.values(of: $0).meanOfObserved }.sorted()
    return means[means.count / 2] < 30 ? .negativeBinomial : .studentT
  }

  /// The last values, and those about a season and two seasons ago.
  private static func lags(season: Int, longest: Int) -> [Int] {
    var lags: Set = [1, 2, 3]
    if season > 1 { lags.formUnion([season - 1, season, season + 1, 2 * season]) }
    return lags.filter { $0 >= 1 && ($0 <= 3 || $0 < longest) }.sorted()
  }

  /// Adam at 3·10⁻³, up to 1500 steps of 64 windows; a look every 50, eight without gain end it.
  public static let standardTraining = Training(
    optimizer: .adam(learningRate: 3e-3), steps: 1500, batchSize: 64, clipNorm: 1,
    validationInterval: 50, patience: 8)

  private func check() throws(ForecastingError) {
    let sizes = [
      ("number of paths", paths, 20...100_000), ("number of members", members ?? 1, 1...1000),
      ("context", contextLength ?? 2, 2...1_000_000),
      ("horizon", horizon, 1...longestHorizon), ("season", seasonLength ?? 1, 1...1_000_000),
      ("number of training steps", training?.steps ?? 1, 1...1_000_000),
      ("batch size", training?.batchSize ?? 1, 1...65_536),
      ("number of values held back", validationSize ?? 0, 0...1_000_000),
    ]
    for (name, size, range) in sizes where !range.contains(size) {
      throw ForecastingError(
        .recipe, "the \(name) is \(size)",
        remedy: "it must lie within \(range.lowerBound) … \(range.upperBound)")
    }
  }
}

extension Panel {
  /// Refuses a value that a likelihood does not know, with its series and stamp.
  func checkDomain(of likelihood: Likelihood) throws(ForecastingError) {
    for series in 0..<count {
      guard let place = likelihood.domain.firstViolation(in: values(of: series)) else { continue }
      let value = values(of: series)[range(of: series).lowerBound + place]
      throw ForecastingError(
        .domain,
        "the value is \(value), where a \(likelihood.rawValue) one is \(likelihood.domain)",
        series: ids[series], timestamp: timestamp(of: series, at: place),
        remedy: "mend the value, or use another likelihood: student-t takes any number")
    }
  }
}

extension ForecastingError.Code {
  /// A value lies outside what the loss can be computed for.
  public static let domain = ForecastingError.Code(rawValue: "domain")
}

extension ResolvedLikelihood.LogUnit {
  /// Over the series' whole lengths.
  init(of panel: Panel, _ likelihood: Likelihood) {
    let units = (0..<panel.count).map { series in
      Elementary.ln(WindowScale(of: panel.values(of: series), likelihood, least: 0).unit)
    }
    let mean = units.reduce(0, +) / Double(units.count)
    let variance = units.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(units.count)
    self.init(mean: mean, spread: max(variance.squareRoot(), 0.1))
  }
}
