/// How the pattern of one season is drawn: harmonics of falling size, spikes, and a little of everything.
public struct SeasonalPatternPrior: Codable, Hashable, Sendable {
  /// Harmonics at the most; a season of m steps has m/2.
  public var harmonics = 8
  /// Harmonic k is of size `k^−decay`; the range of the decay.
  public var decay = 0.0...2.0
  /// How often a harmonic is there.
  public var harmonicProbability = 0.8
  /// How often there are spikes, their size over that of the harmonics, and how many a season.
  public var spikes = 0.35
  public var spikeSize = 0.3...1.5
  public var spikeCount = 1.5
  public var spikeDeviation = 2.5
  /// How often there are no harmonics beside spikes.
  public var spikesAlone = 0.3
  /// Deviation of what each step has for itself.
  public var roughness = 0.15

  public init() {}

  /// One season's values: mean 0 and, unless they are all the same, deviation 1.
  public func draw(length: Int, using draws: inout Draws) -> [Double] {
    var pattern = [Double](repeating: 0, count: max(length, 1))
    let hasSpikes = draws.happens(spikes)
    if !(hasSpikes && draws.happens(spikesAlone)) {
      let decay = draws.uniform(in: decay)
      for harmonic in stride(from: 1, through: min(length / 2, harmonics), by: 1)
      where draws.happens(harmonicProbability) {
        let size = abs(draws.normal()) * Elementary.power(Double(harmonic), -decay)
        var wave = Wave(
          period: Double(length) / Double(harmonic), phase: 2 * .pi * draws.uniform())
        for step in pattern.indices { pattern[step] += size * wave.next() }
      }
      let deviation = pattern.moments().deviation + 1e-3
      for step in pattern.indices { pattern[step] /= deviation }
    }
    let spikeSize = hasSpikes ? draws.uniform(in: spikeSize) * spikeDeviation : 0
    let rate = spikeCount / Double(max(length, 1))
    for step in pattern.indices {
      if hasSpikes, draws.happens(rate) { pattern[step] += spikeSize * draws.normal() }
      pattern[step] += roughness * draws.normal()
    }
    pattern.standardize()
    return pattern
  }
}

/// Cosines at equal distances, by turning a point around the circle.
struct Wave {
  private var (real, imaginary): (Double, Double)
  private let (turnReal, turnImaginary): (Double, Double)

  /// `cos(2π t / period + phase)` for t from 0 on.
  init(period: Double, phase: Double) {
    let angle = 2 * Double.pi / period
    (real, imaginary) = (Elementary.cosine(phase), Elementary.sine(phase))
    (turnReal, turnImaginary) = (Elementary.cosine(angle), Elementary.sine(angle))
  }

  mutating func next() -> Double {
    defer {
      (real, imaginary) = (
        real * turnReal - imaginary * turnImaginary, real * turnImaginary + imaginary * turnReal
      )
    }
    return real
  }
}
