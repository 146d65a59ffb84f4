internal import ForetellForecasting
internal import ForetellSimulation

// Where these differ from the simulator's own priors, they did better on the last horizons of the training parts
// of M3 and of M4's sample; docs/pretrained.md has the figures.
extension PretrainingPlan {
  static func priors(_ seasonClass: SeasonClass) -> Priors {
    var prior = SeriesPrior.seasonLength(seasonClass.seasonLength)
    switch seasonClass {
    case .hourly: return .subdaily(.slotsPerDay(seasonClass.seasonLength))
    case .yearly:
      // Slopes that change, on levels that walk: far more than a line with noise around it.
      prior.trend.slope = 0.2
      prior.trend.slopeDeviation = 0.02...0.7
      prior.trend.wandering = 0.7
      prior.shocks.level = 0.3...5
      prior.shocks.pureWalk = 0.4
    case .quarterly:
      prior.trend.slope = 0.1
      prior.trend.slopeDeviation = 0.01...0.35
      prior.trend.wandering = 0.7
      prior.shocks.level = 0.1...3
      prior.shocks.pureWalk = 0.3
    case .monthly: prior.trend.slope = 0.05
    case .daily:
      // Levels that hardly walk, and a week nearly always.
      prior.trend.slope = 0.01
      prior.shocks.level = 0.01...0.7
      prior.shocks.fixedLevel = 0.3
      prior.shocks.pureWalk = 0.05
      prior.season.probability = 0.9
    case .weekly: break
    }
    return .seasonal([prior])
  }
}
