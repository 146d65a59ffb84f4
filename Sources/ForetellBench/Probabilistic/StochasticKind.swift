internal import ArgumentParser
internal import Foretell

/// Kinds of series whose noise has a law that a likelihood can name.
enum StochasticKind: String, CaseIterable, ExpressibleByArgument {
  case autoregression, randomWalk, season, heavyTails, counts, seasonalCounts

  var seasonLength: Int { self == .season || self == .seasonalCounts ? 12 : 1 }

  var likelihood: Likelihood {
    switch self {
    case .autoregression, .randomWalk, .season: .gaussian
    case .heavyTails: .studentT
    case .counts, .seasonalCounts: .negativeBinomial
    }
  }

  /// Series of this kind; number `i` is the same however many there are.
  func panel(series: Int, length: Int) throws -> Panel {
    let storage = (0..<series).flatMap { values(of: $0, count: length) }
    return try Panel(
      frequency: .index(1), timestampFormat: .index, ids: (0..<series).map { "s\($0)" },
      starts: (0..<series).compactMap { _ in Timestamp(index: 1) },
      offsets: (0...series).map { $0 * length }, storage: storage)
  }

  /// The law of a value, where it does not depend on those before it.
  func law(of series: Int, at position: Int) -> Distribution? {
    guard likelihood == .negativeBinomial else { return nil }
    return traits(of: series).traits.counts(at: position, seasonal: self == .seasonalCounts)
  }

  private func values(of series: Int, count: Int) -> [Double] {
    var (traits, draws) = traits(of: series)
    let burnIn = 50
    var state = 0.0
    return (-burnIn..<count).map { position in
      let (memory, level, size) = (traits.memory, traits.level, traits.size)
      switch self {
      case .autoregression:
        state = memory * state + draws.normal()
        return level + size * state
      case .randomWalk:
        state += draws.normal()
        return level + size * state
      case .season:
        state = 0.5 * state + draws.normal()
        return level + size * (state + traits.amplitude * traits.wave(at: position))
      case .heavyTails:
        let shock = Distribution.studentT(location: 0, scale: 1, freedom: 4)
        state = memory * state + shock.sample(using: &draws)
        return level + size * state
      case .counts, .seasonalCounts:
        return traits.counts(at: position, seasonal: self == .seasonalCounts)
          .sample(using: &draws)
      }
    }.suffix(count)
  }

  private func traits(of series: Int) -> (traits: Traits, draws: Draws) {
    var draws = Draws(RandomStream(seed: 7).stream(rawValue).stream(series))
    let traits = Traits(
      level: draws.uniform(in: 50...150), size: draws.logUniform(in: 1...10),
      memory: draws.uniform(in: 0.3...0.9), phase: draws.uniform(in: 0...12),
      amplitude: draws.uniform(in: 1...3), rate: draws.logUniform(in: 1...20),
      dispersion: draws.uniform(in: 0.2...0.8))
    return (traits, draws)
  }

  /// What tells one series of a kind from another.
  private struct Traits {
    let level, size, memory, phase, amplitude, rate, dispersion: Double

    /// Between −1 and 1, with a period of 12: of three straight lines, so that no mathematics library is needed.
    func wave(at position: Int) -> Double {
      let turn = (Double(position) + phase) / 12
      let share = turn - turn.rounded(.down)
      return share < 0.25 ? 4 * share : share < 0.75 ? 2 - 4 * share : 4 * share - 4
    }

    func counts(at position: Int, seasonal: Bool) -> Distribution {
      .negativeBinomial(
        mean: rate * (seasonal ? 1 + 0.5 * wave(at: position) : 1), dispersion: dispersion)
    }
  }
}
