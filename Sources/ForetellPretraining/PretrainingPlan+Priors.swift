internal import ForetellForecasting
internal import ForetellSimulation

// Where these differ from the simulator's own priors, they did better on the last horizons of the training parts
// of M3 and of M4's sample; docs/pretrained.md has the figures.
extension PretrainingPlan {
  /// What each network of a class learns from, in their order.
  static func priors(_ seasonClass: SeasonClass) -> [Priors] {
    let prior = SeriesPrior.seasonLength(seasonClass.seasonLength)
    switch seasonClass {
    case .hourly: return [.subdaily(.slotsPerDay(seasonClass.seasonLength))]
    case .weekly: return [.seasonal([prior])]
    case .daily: return [.seasonal([daily(prior)])]
    case .monthly:
      var gentle = prior
      gentle.trend.slope = 0.05
      // Slopes that change, and more cycles.
      var (wandering, cyclic) = (gentle, gentle)
      wandering.trend.slope = 0.07
      wandering.trend.wandering = 0.7
      wandering.trend.slopeDeviation = 0.005...0.2
      cyclic.cycle.probability = 0.5
      return [.seasonal([gentle]), .seasonal([wandering, cyclic])]
    case .quarterly:
      let first = quarterly(prior)
      // Steeper slopes that change more, and levels that walk more.
      var (steep, walking) = (first, first)
      steep.trend.slope = 0.15
      steep.trend.slopeDeviation = 0.02...0.6
      steep.trend.wandering = 0.85
      walking.shocks.level = 0.2...4
      walking.shocks.pureWalk = 0.4
      return [.seasonal([first]), .seasonal([steep, walking])]
    case .yearly:
      let first = yearly(prior)
      // Slopes that change more.
      var second = first
      second.trend.wandering = 0.85
      second.trend.slopeDeviation = 0.05...1.2
      return [.seasonal([first]), .seasonal([second])]
    }
  }

  /// Slopes that change, on levels that walk: far more than a line with noise around it.
  private static func yearly(_ prior: SeriesPrior) -> SeriesPrior {
    var prior = prior
    prior.trend.slope = 0.2
    prior.trend.slopeDeviation = 0.02...0.7
    prior.trend.wandering = 0.7
    prior.shocks.level = 0.3...5
    prior.shocks.pureWalk = 0.4
    return prior
  }

  private static func quarterly(_ prior: SeriesPrior) -> SeriesPrior {
    var prior = prior
    prior.trend.slope = 0.1
    prior.trend.slopeDeviation = 0.01...0.35
    prior.trend.wandering = 0.7
    prior.shocks.level = 0.1...3
    prior.shocks.pureWalk = 0.3
    return prior
  }

  /// Levels that hardly walk, and a week nearly always.
  private static func daily(_ prior: SeriesPrior) -> SeriesPrior {
    var prior = prior
    prior.trend.slope = 0.01
    prior.shocks.level = 0.01...0.7
    prior.shocks.fixedLevel = 0.3
    prior.shocks.pureWalk = 0.05
    prior.season.probability = 0.9
    return prior
  }
}
