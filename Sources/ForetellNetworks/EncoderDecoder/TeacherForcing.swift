public import ForetellRandom

/// How often the decoder is fed the true value of the step before while it is trained, instead of its own output.
///
/// Always the true one (Williams & Zipser 1989) teaches fastest, but shows the network nothing of its own errors;
/// *scheduled sampling* (Bengio et al. 2015) lets the share fall.
public enum TeacherForcing: Codable, Hashable, Sendable {
  /// The same share at every step of training; 1 is always, 0 never.
  case constant(Double)
  /// From the first share at the first step of training to the second at the last.
  case linear(from: Double, to: Double)

  /// The share at a step of training.
  public func probability(at step: Int, of steps: Int) -> Double {
    switch self {
    case .constant(let share): share
    case .linear(let first, let last):
      first + (last - first) * min(1, Double(step) / Double(max(1, steps - 1)))
    }
  }
}

/// Which true values a batch's decoder is fed.
public struct Teaching: Sendable {
  /// The probability that a value fed back is the true one.
  public var probability: Double
  /// Where the coins come from: that of row r at step k is number k·2²⁰ + r.
  public var random: RandomStream

  public init(probability: Double, random: RandomStream) {
    self.probability = probability
    self.random = random
  }

  /// The true value wherever there is one.
  public static let always = Teaching(probability: 1, random: RandomStream(seed: 0))

  func isTrue(step: Int, row: Int) -> Bool {
    probability >= 1 || random[uniformAt: step << 20 + row] < probability
  }
}
