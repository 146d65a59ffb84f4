internal import Foretell

extension AccuracyRun {
  func competitionLine(_ job: Job, _ data: CompetitionSet) async throws -> AccuracyLine {
    let (start, busy) = (ContinuousClock.now, ProcessClock.seconds())
    let forecast = try await alone == nil ? forecast(data, job) : separateForecasts(data, job)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let processorSeconds = ProcessClock.seconds() - busy
    let scores = data.finiteScores(of: forecast)
    let naive = try await ClassicalRecipe(.naive2, seasonLength: data.seasonLength)
      .fit(to: data.training).forecast(after: data.training, horizon: data.horizon)
    let yardstick = data.finiteScores(of: naive)
    let bands = data.intervalScores(of: forecast, level: 95)
    var line = emptyLine(job, series: data.training.count, horizon: data.horizon)
    line.smape = finite(scores.smape, decimals: 3)
    if job.group.anchors.contains(where: { $0.metric == .guardedSMAPE }) {
      line.smape_guarded = finite(data.guardedSMAPE(of: forecast), decimals: 3)
    }
    line.mase = finite(scores.mase)
    line.owa = finite((scores.smape / yardstick.smape + scores.mase / yardstick.mase) / 2)
    line.msis_95 = bands.flatMap { finite($0.msis) }
    line.coverage_95 = bands.flatMap { finite($0.coverage) }
    line.coverage_80 = data.intervalScores(of: forecast, level: 80).flatMap {
      finite($0.coverage)
    }
    line.seconds = seconds.rounded(to: job.recipe == .zero ? 3 : 1)
    line.processor_seconds = processorSeconds.rounded(to: 1)
    line.peak_megabytes = Memory.peakBytes() >> 20
    try forecasts?.append(forecast, of: line)
    return line
  }

  /// Every series fitted by itself, with a seed of its own.
  private func separateForecasts(_ data: CompetitionSet, _ job: Job) async throws -> Forecast {
    var series: [Forecast.Series] = []
    var last: Forecast?
    for place in 0..<data.training.count {
      var own = job
      own.seed = job.seed * data.training.count + place
      let forecast = try await forecast(data.selecting([place]), own)
      series += forecast.series
      last = forecast
    }
    return Forecast(
      model: last?.model ?? "", frequency: data.training.frequency,
      timestampFormat: data.training.timestampFormat, series: series, substitutions: [])
  }

  func longHorizonLine(_ job: Job, _ settings: LongHorizonSettings) async throws -> AccuracyLine {
    let data = try LongHorizonData("\(folder)/ETTh1.csv")
    let settings = longHorizon.applied(to: settings)
    let start = ContinuousClock.now
    let errors =
      try await job.recipe.isEnsemble
      ? ensembleErrors(data, settings, job)
      : data.score(
        settings.recipe(seed: UInt64(job.seed)).fit(to: data.history),
        lookback: settings.lookback, horizon: settings.horizon, onValidation: horizonsBack > 0)
    var line = emptyLine(job, series: data.panel.count, horizon: settings.horizon)
    line.mse = finite(errors.mse)
    line.mae = finite(errors.mae)
    line.seconds = ((ContinuousClock.now - start) / .seconds(1)).rounded(to: 1)
    line.peak_megabytes = Memory.peakBytes() >> 20
    return line
  }

  /// Weeks before an origin that the default looks back on.
  private static let seenWeeks = 8

  /// The default's, fitted once to what lies before the part.
  private func ensembleErrors(
    _ data: LongHorizonData, _ settings: LongHorizonSettings, _ job: Job
  ) async throws -> (mse: Double, mae: Double) {
    var recipe = EnsembleRecipe(horizon: settings.horizon)
    (recipe.validates, recipe.seed) = (job.recipe == .ensemble, UInt64(job.seed))
    if job.recipe == .networks { recipe.blend = Blend([:]) }
    variant.apply(to: &recipe)
    let model = try await recipe.fit(to: horizonsBack > 0 ? data.training : data.history)
    return try data.score(
      model, lookback: Self.seenWeeks * 7 * 24, horizon: settings.horizon,
      onValidation: horizonsBack > 0)
  }

  private func forecast(_ data: CompetitionSet, _ job: Job) async throws -> Forecast {
    let (panel, horizon, season) = (data.training, data.horizon, data.seasonLength)
    if let method = job.recipe.classicalMethod {
      return try await ClassicalRecipe(method, seasonLength: season).fit(to: panel)
        .forecast(after: panel, horizon: horizon, levels: [80, 95])
    }
    if job.recipe == .seasonalNaive {
      return try await BaselineRecipe(.seasonalNaive, seasonLength: season).fit(to: panel)
        .forecast(after: panel, horizon: horizon)
    }
    if job.recipe == .zero || job.recipe == .tuned { return try await pretrained(data, job) }
    if job.recipe == .lstm {
      var recipe = plain ?? RecurrentRecipe(horizon: horizon)
      recipe.horizon = horizon
      (recipe.seasonLength, recipe.seed) = (recipe.seasonLength ?? season, UInt64(job.seed))
      return try await recipe.fit(to: panel).forecast(after: panel, horizon: horizon)
    }
    return try await ensemble(data, job)
  }

  private func pretrained(_ data: CompetitionSet, _ job: Job) async throws -> Forecast {
    let panel = data.training
    // Weeks know no season in M4; networks see a year.
    let base = try Pretrained.forecaster(
      for: panel, seasonLength: job.set.name == "m4w" ? 52 : data.seasonLength,
      weights: variant.weights())
    guard job.recipe == .tuned else {
      return try base.forecast(after: panel, horizon: data.horizon, levels: [80, 95])
    }
    var recipe = TunedRecipe(horizon: data.horizon)
    (recipe.seed, recipe.budget) = (UInt64(job.seed), variant.budget)
    recipe.steps = variant.tuningSteps
    recipe.learningRate = variant.tuningRate ?? recipe.learningRate
    let model = try await recipe.fit(to: panel, from: base, under: FittingConditions())
    StandardError.write("\(data.name): \(model.tuning.text)\n")
    return try model.forecast(after: panel, horizon: data.horizon, levels: [80, 95])
  }

  private func ensemble(_ data: CompetitionSet, _ job: Job) async throws -> Forecast {
    var recipe = EnsembleRecipe(horizon: data.horizon)
    recipe.seasonLength = data.seasonLength
    recipe.validates = job.recipe == .auto
    if job.recipe == .networks { recipe.blend = Blend([:]) }
    recipe.seed = UInt64(job.seed)
    variant.apply(to: &recipe)
    let pool = try variant.pool?.panel(for: data, horizonsBack: horizonsBack) ?? data.training
    if variant.eachMember { try await scoreMembers(of: recipe, pool, data, job) }
    return try await recipe.fit(to: pool)
      .forecast(after: data.training, horizon: data.horizon, levels: [80, 95])
  }

  /// Lines of the members by themselves, which no journal keeps.
  private func scoreMembers(
    of recipe: EnsembleRecipe, _ pool: Panel, _ data: CompetitionSet, _ job: Job
  ) async throws {
    for (number, member) in try recipe.resolved(for: pool).members.enumerated() {
      var alone = recipe
      alone.members = [member]
      alone.blend = Blend([:])
      let forecast = try await alone.fit(to: pool)
        .forecast(after: data.training, horizon: data.horizon)
      let scores = data.finiteScores(of: forecast)
      try JSONLine.print(
        AccuracyLine(
          set: "member \(number)", group: data.name, recipe: job.recipe.rawValue, part: part,
          series: data.training.count, pool: "\(data.name) alone", seed: job.seed,
          smape: scores.smape.rounded(to: 3), mase: finite(scores.mase)))
    }
  }

  private func finite(_ score: Double, decimals: Int = 4) -> Double? {
    score.isFinite ? score.rounded(to: decimals) : nil
  }
}
