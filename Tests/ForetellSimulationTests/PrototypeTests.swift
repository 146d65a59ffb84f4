import ForetellRandom
import ForetellSimulation
import Testing

/// Ours against the generator that the priors were found with: numpy, 4096 series of each class.
@Suite struct PrototypeTests {
  struct Class: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let simulator: any Simulator
    let season: Int
    /// Quartiles of each series' lag-1 autocorrelation of differences, of its correlation with time (without
    /// sign), of the deviation of its differences, and of its autocorrelation at the season.
    let step, time, differences: [Double]
    var seasonal: [Double] = []
  }

  static let classes = [
    Class(
      testDescription: "monthly",
      simulator: SeriesSimulator(prior: .seasonLength(12), length: 168), season: 12,
      step: [-0.475, -0.335, -0.118], time: [0.352, 0.700, 0.896],
      differences: [0.273, 0.530, 0.905], seasonal: [0.563, 0.745, 0.836]),
    Class(
      testDescription: "quarterly",
      simulator: SeriesSimulator(prior: .seasonLength(4), length: 96), season: 4,
      step: [-0.513, -0.336, -0.122], time: [0.460, 0.810, 0.944],
      differences: [0.239, 0.487, 0.986], seasonal: [0.739, 0.860, 0.907]),
    Class(
      testDescription: "yearly",
      simulator: SeriesSimulator(prior: .seasonLength(1), length: 63), season: 1,
      step: [-0.441, -0.284, -0.062], time: [0.682, 0.926, 0.984],
      differences: [0.119, 0.253, 0.524]),
    Class(
      testDescription: "weekly",
      simulator: SeriesSimulator(prior: .seasonLength(52), length: 173), season: 52,
      step: [-0.471, -0.323, -0.079], time: [0.242, 0.531, 0.792],
      differences: [0.312, 0.530, 0.872], seasonal: [-0.042, 0.114, 0.272]),
    Class(
      testDescription: "hourly",
      simulator: SubdailySimulator(prior: .slotsPerDay(24), length: 888), season: 24,
      step: [0.267, 0.437, 0.609], time: [0.028, 0.107, 0.338],
      differences: [0.383, 0.487, 0.629], seasonal: [0.814, 0.897, 0.952]),
  ]

  @Test(arguments: classes)
  func theSameQuartiles(_ one: Class) {
    let length = one.simulator.length
    var values: [Float] = []
    one.simulator.fill(&values, numbers: 0..<4096, from: RandomStream(seed: 2), threads: 2)
    let series = (0..<4096).map {
      values[$0 * length..<($0 + 1) * length].map(Double.init)
    }
    let clock = (0..<length).map(Double.init)
    expect(series.map { $0.differences().autocorrelation(1) }, one.step)
    expect(series.map { abs($0.correlation(with: clock)) }, one.time)
    expect(series.map { $0.differences().deviation }, one.differences)
    if one.season > 1 { expect(series.map { $0.autocorrelation(one.season) }, one.seasonal) }
  }

  /// Two samples of 4096 differ by some hundredths where quartiles lie in thin places.
  private func expect(_ numbers: [Double], _ quartiles: [Double]) {
    for (level, quartile) in zip([0.25, 0.5, 0.75], quartiles) {
      let ours = numbers.quantile(level)
      #expect(abs(ours - quartile) < 0.04, "\(ours) against \(quartile)")
    }
  }
}
