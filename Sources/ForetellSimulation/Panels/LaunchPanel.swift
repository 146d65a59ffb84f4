public import ForetellRandom
public import ForetellSeries

/// Weekly sales of new products from their launch on, whose attributes determine how they sell.
///
///     y(t) = level·curve(t)·season(t)·e^(0.15·ε)      t = 0, 1, … weeks since the launch
///
/// - The category and the list price make the level: each category its own, at a price elasticity of −1.2.
/// - The kind of launch makes the curve: `hype` falls from a peak, `steady` is reached at once, `slow` rises for months.
/// - The category makes the season: an amplitude, and a week of the year at which it is highest.
///
/// Nothing else tells two products apart but noise.
public struct LaunchPanel: Hashable, Sendable {
  public static let categories = ["garden", "toys", "ski", "kitchen", "office"]
  public static let launches = ["hype", "steady", "slow"]

  public var count: Int
  public var length: Int

  public init(count: Int = 200, length: Int = 26) {
    self.count = count
    self.length = length
  }

  /// The products with their attributes `category`, `launch` and `price`; equal for equal streams.
  public func panel(_ random: RandomStream) -> [TimeSeries] {
    (0..<count).map { product($0, random.stream($0)) }
  }

  private func product(_ number: Int, _ random: RandomStream) -> TimeSeries {
    var draws = Draws(random)
    let category = draws.index(below: Self.categories.count)
    let launch = draws.index(below: Self.launches.count)
    let price = (draws.logUniform(in: 5...200) * 100).rounded() / 100
    let first = draws.index(below: 52)
    let level = [400.0, 900, 250, 600, 150][category] * Elementary.power(price / 40, -1.2)
    let amplitude = [0.6, 0.8, 0.9, 0.1, 0.2][category]
    let peak = [22.0, 50, 4, 48, 36][category]
    let values = (0..<length).map { step -> Double in
      let week = Double((first + step) % 52)
      let phase = 2 * Double.pi * (week - peak) / 52
      let season = Elementary.exponential(amplitude * Elementary.cosine(phase))
      let age = Double(step)
      let curve = [
        0.4 + 1.8 * Elementary.exponential(-age / 4), 1,
        1.3 * (1 - Elementary.exponential(-(age + 1) / 9)),
      ][launch]
      return level * curve * season * Elementary.exponential(0.15 * draws.normal())
    }
    let weekly = Frequency.weeks(1, on: .monday)
    let start = weekly.stamp(first, after: KnownCausePanel.monday)
    return TimeSeries(
      id: "product-\(number + 1)", frequency: weekly, start: start, values: values,
      attributes: [
        "category": Self.categories[category], "launch": Self.launches[launch],
        "price": "\(price)",
      ])
  }
}
