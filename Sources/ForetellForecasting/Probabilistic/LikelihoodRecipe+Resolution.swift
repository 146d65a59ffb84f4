public import ForetellNetworks
public import ForetellSeries

extension LikelihoodRecipe {
  /// Chooses what the recipe leaves open, from the length, frequency and kind of the data.
  ///
  /// - Throws: ``ForecastingError`` with `.recipe` where the recipe contradicts itself, `.domain` where a value
  ///   is none of the likelihood's, `.covariate` where a column is missing, of another kind, or of the past.
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
    let encoder = try encoder(for: panel)
    let ids = embedsSeries ? panel.ids(ofAtLeast: LikelihoodWindows.fewestValues) : nil
    let layout = LikelihoodLayout(
      lags: lags.count, columns: encoder.map { CovariateLayout($0) }, series: ids?.count ?? 0)
    try checkShortcuts()
    var network = NetworkConfiguration(
      cell: cell, inputSize: layout.numeric, hiddenSize: hiddenSize,
      layers: layers, dropout: dropout, outputSize: likelihood.outputSize, readout: .everyStep,
      isResidual: isResidual, hasSkip: true, embeddings: layout.embeddings)
    network.normalizesLayers = normalizesLayers
    network.variationalDropout = variationalDropout
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
      logUnit: ResolvedLikelihood.LogUnit(of: panel, likelihood), encoder: encoder, series: ids)
  }

  private func encoder(for panel: Panel) throws(ForecastingError) -> CovariateEncoder? {
    guard let covariates else { return nil }
    if let past = covariates.past.first {
      throw ForecastingError(
        .covariate,
        "the column is known up to the end of a series only, and deepar sees each step's columns while it draws "
          + "the steps after the end", column: past,
        remedy: "leave it out, call it known if its future is, or use --model encoder-decoder")
    }
    return try CovariateEncoder(covariates, fittedTo: panel)
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
    try training?.checkNumbers()
    if case .onPlateau? = training?.schedule {
      throw ForecastingError(
        .recipe,
        "one network alone looks at what is held back, and those that forecast have no look to "
          + "lower their rate at",
        remedy: "take another schedule: constant, cosine, warmup, steps or one-cycle")
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

extension ResolvedLikelihood {
  /// The same with scales and vocabularies of a part of its panel, and a network for them.
  func refitted(
    to part: Panel, of whole: Panel
  ) throws(ForecastingError) -> ResolvedLikelihood {
    var refitted = self
    refitted.logUnit = LogUnit(of: part, likelihood)
    if let encoder {
      refitted.encoder = try CovariateEncoder(
        encoder.columns, fittedTo: part, partOf: whole)
      refitted.network.embeddings = refitted.layout.embeddings
    }
    return refitted
  }
}

extension Panel {
  /// The ids of series of at least so many values, each once.
  fileprivate func ids(ofAtLeast length: Int) -> [String] {
    var seen = Set<String>()
    return (0..<count).filter { range(of: $0).count >= length }.map { ids[$0] }
      .filter { seen.insert($0).inserted }
  }
}

extension ResolvedLikelihood.LogUnit {
  /// Over the series' whole lengths.
  init(of panel: Panel, _ likelihood: Likelihood) {
    let units = (0..<panel.count).filter { !panel.range(of: $0).isEmpty }.map { series in
      Elementary.ln(WindowScale(of: panel.values(of: series), likelihood, least: 0).unit)
    }
    let count = Double(max(1, units.count))
    let mean = units.reduce(0, +) / count
    let variance = units.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    self.init(mean: mean, spread: max(variance.squareRoot(), 0.1))
  }
}
