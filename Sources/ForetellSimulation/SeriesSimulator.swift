public import ForetellRandom

/// Draws structural series of one season length.
///
/// ```swift
/// let monthly = SeriesSimulator(prior: .seasonLength(12), length: 120)
/// let third = monthly.values(number: 3, from: RandomStream(seed: 1))
/// ```
public struct SeriesSimulator: Simulator {
  public let prior: SeriesPrior
  public let length: Int

  /// - Parameter length: values of a series; below 0 is 0.
  public init(prior: SeriesPrior, length: Int) {
    self.prior = prior
    self.length = max(length, 0)
  }

  public func values(number: Int, from random: RandomStream) -> [Float] {
    prior.mixing.values(of: random.stream(number)) { component(using: &$0) }
  }

  /// One series before mixing, standardised.
  private func component(using draws: inout Draws) -> [Double] {
    var values = structure(using: &draws)
    prior.distortion.draw(using: &draws)?.apply(to: &values)
    prior.counting.draw(using: &draws)?.apply(to: &values, using: &draws)
    values.standardize()
    return values
  }

  /// The sum of the components, on the scale of their shocks.
  func structure(using draws: inout Draws) -> [Double] {
    var values = [Double](repeating: 0, count: length)
    let shocks = prior.shocks.draw(using: &draws)
    prior.trend.draw(for: shocks, using: &draws).add(to: &values, using: &draws)
    prior.noise.draw(deviation: shocks.irregular, using: &draws).add(to: &values, using: &draws)
    prior.cycle.draw(using: &draws)?.add(to: &values, using: &draws)
    prior.season.draw(for: shocks, using: &draws)?.add(to: &values, using: &draws)
    return values
  }
}
