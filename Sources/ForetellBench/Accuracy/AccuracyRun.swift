internal import Foretell

/// Forecasts sets by a recipe and prints how near they came.
struct AccuracyRun {
  let folder: String
  let recipe: AccuracyRecipe
  let seeds: Int
  /// Horizons of the training part to take away; 0 scores the test part.
  let horizonsBack: Int
  var variant = EnsembleVariant()

  private var part: String { horizonsBack == 0 ? "test" : "validation" }

  struct Line: Encodable {
    let set: String
    let group: String
    let recipe: String
    let part: String
    let series: Int
    let pool: String
    let seed: Int
    let smape: Double
    var mase: Double?
    var owa: Double?
    /// The mean scaled interval score at 95 %, and the share of values within.
    var msis_95: Double?
    var coverage_95: Double?
    var anchor: Double?
    var anchor_metric: String?
    var anchor_source: String?
    var seconds: Double?
    var peak_megabytes: Int?
  }

  func score(_ sets: [AccuracySet]) async throws {
    for set in sets {
      for seed in 0..<seeds { try await score(set, seed: seed) }
    }
  }

  private func score(_ set: AccuracySet, seed: Int) async throws {
    var (points, weighted, series, seconds) = (0, 0.0, 0, 0.0)
    for group in set.groups {
      let data = try CompetitionSet(
        group.name, in: folder, seasonLength: group.seasonLength, maseLength: group.maseLength,
        horizonsBack: horizonsBack)
      let start = ContinuousClock.now
      let forecast = try await forecast(data, seed: seed)
      let taken = (ContinuousClock.now - start) / .seconds(1)
      let scores = data.finiteScores(of: forecast)
      let naive = try await ClassicalRecipe(.naive2, seasonLength: group.seasonLength)
        .fit(to: data.training).forecast(after: data.training, horizon: data.horizon)
      let yardstick = data.finiteScores(of: naive)
      let owa = (scores.smape / yardstick.smape + scores.mase / yardstick.mase) / 2
      let anchor = set.anchors.first { $0.group == group.name }
      let bands = data.intervalScores(of: forecast, level: 95)
      try JSONLine.print(
        Line(
          set: set.name, group: group.name, recipe: recipe.rawValue,
          part: part, series: data.training.count,
          pool: "\(group.name) alone", seed: seed, smape: scores.smape.rounded(to: 3),
          mase: finite(scores.mase), owa: finite(owa),
          msis_95: bands.flatMap { finite($0.msis) },
          coverage_95: bands.flatMap { finite($0.coverage) }, anchor: anchor?.value,
          anchor_metric: anchor?.metric, anchor_source: anchor?.source,
          seconds: taken.rounded(to: 1), peak_megabytes: Memory.peakBytes() >> 20))
      points += data.training.count * data.horizon
      weighted += scores.smape * Double(data.training.count * data.horizon)
      series += data.training.count
      seconds += taken
    }
    guard set.groups.count > 1 else { return }
    let anchor = set.anchors.first { $0.group == "all" }
    try JSONLine.print(
      Line(
        set: set.name, group: "all", recipe: recipe.rawValue,
        part: part, series: series, pool: "each group alone",
        seed: seed, smape: (weighted / Double(points)).rounded(to: 3), anchor: anchor?.value,
        anchor_metric: anchor?.metric, anchor_source: anchor?.source,
        seconds: seconds.rounded(to: 1), peak_megabytes: Memory.peakBytes() >> 20))
  }

  private func forecast(_ data: CompetitionSet, seed: Int) async throws -> Forecast {
    let (panel, horizon, season) = (data.training, data.horizon, data.seasonLength)
    if let method = recipe.classicalMethod {
      return try await ClassicalRecipe(method, seasonLength: season).fit(to: panel)
        .forecast(after: panel, horizon: horizon, levels: [95])
    }
    if recipe == .seasonalNaive {
      return try await BaselineRecipe(.seasonalNaive, seasonLength: season).fit(to: panel)
        .forecast(after: panel, horizon: horizon)
    }
    return try await ensemble(data, seed: seed)
  }

  private func ensemble(_ data: CompetitionSet, seed: Int) async throws -> Forecast {
    var recipe = EnsembleRecipe(horizon: data.horizon)
    recipe.seasonLength = data.seasonLength
    recipe.validates = self.recipe == .auto
    if self.recipe == .networks { recipe.blend = Blend([:]) }
    recipe.seed = UInt64(seed)
    variant.apply(to: &recipe)
    if variant.eachMember {
      for (number, member) in try recipe.resolved(for: data.training).members.enumerated() {
        var alone = recipe
        alone.members = [member]
        alone.blend = Blend([:])
        let forecast = try await alone.fit(to: data.training)
          .forecast(after: data.training, horizon: data.horizon)
        let scores = data.finiteScores(of: forecast)
        try JSONLine.print(
          Line(
            set: "member \(number)", group: data.name, recipe: "ensemble",
            part: part, series: data.training.count, pool: "",
            seed: seed, smape: scores.smape.rounded(to: 3), mase: finite(scores.mase)))
      }
    }
    return try await recipe.fit(to: data.training)
      .forecast(after: data.training, horizon: data.horizon, levels: [95])
  }

  private func finite(_ score: Double) -> Double? {
    score.isFinite ? score.rounded(to: 4) : nil
  }
}
