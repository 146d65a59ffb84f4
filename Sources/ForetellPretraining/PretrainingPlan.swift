internal import ForetellFiles
public import ForetellForecasting
public import ForetellNetworks
internal import ForetellRandom
public import ForetellSimulation
internal import FoundationEssentials

/// How a network is pretrained: everything that its weights depend on.
public struct PretrainingPlan: Codable, Hashable, Sendable {
  /// What the synthetic series look like.
  public enum Priors: Codable, Hashable, Sendable {
    /// Series i comes from prior i modulo their number.
    case seasonal([SeriesPrior])
    case subdaily(SubdailyPrior)
  }

  /// Raised whenever the code changes what a plan leads to.
  public static let revision = 1

  public var shape: PretrainedShape
  public var priors: Priors
  public var training: Training
  public var seed: UInt64
  public var revision = Self.revision

  public init(shape: PretrainedShape, priors: Priors, training: Training, seed: UInt64) {
    self.shape = shape
    self.priors = priors
    self.training = training
    self.seed = seed
  }

  /// Networks of a class that ship; their quantiles are averaged.
  public static func count(_ seasonClass: SeasonClass) -> Int { priors(seasonClass).count }

  /// The plan that a shipped network of a class was made by.
  ///
  /// - Parameters:
  ///   - number: which of the class's networks, from 0; also the seed.
  ///   - steps: of training; nil is what was shipped.
  public static func standard(
    _ seasonClass: SeasonClass, number: Int = 0, steps: Int? = nil
  ) -> PretrainingPlan {
    precondition((0..<count(seasonClass)).contains(number), "no such network")
    let shape = PretrainedShape.standard(seasonClass)
    let steps = steps ?? shippedSteps(seasonClass, number: number)
    let isHourly = seasonClass == .hourly
    return PretrainingPlan(
      shape: shape, priors: priors(seasonClass)[number],
      training: Training(
        optimizer: .adam(learningRate: 3e-3),
        schedule: .cosine(warmup: min(0.5, 100 / Double(max(1, steps)))), steps: steps,
        batchSize: isHourly ? 64 : 128, clipNorm: 1, loss: .gatedQuantiles(shape.quantiles)),
      seed: UInt64(number))
  }

  /// What an hour of two processors allows for all of them; see docs/pretrained.md.
  static func shippedSteps(_ seasonClass: SeasonClass, number: Int) -> Int {
    switch seasonClass {
    case .yearly: 12_000
    case .quarterly: 10_500
    case .daily: 2500
    case .monthly: 7000
    case .weekly: 6000
    case .hourly: 8000
    }
  }

  /// What its network is called: the class, and from the second on the number.
  public var name: String { shape.seasonClass.rawValue + (seed == 0 ? "" : "-\(seed + 1)") }

  /// CRC-32 of all of it, in hexadecimal digits.
  public var digest: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      return CRC32.hexadecimal(of: Array(try encoder.encode(self)))
    }
  }

  /// The series to train on.
  var simulator: any Simulator {
    switch priors {
    case .seasonal(let priors):
      let simulators = priors.map { SeriesSimulator(prior: $0, length: shape.trainingLength) }
      return simulators.count == 1 ? simulators[0] : SimulatorMix(simulators: simulators)
    case .subdaily(let prior):
      return SubdailySimulator(prior: prior, length: shape.trainingLength)
    }
  }
}

/// Several simulators in turn.
struct SimulatorMix: Simulator {
  let simulators: [SeriesSimulator]
  var length: Int { simulators[0].length }

  func values(number: Int, from random: RandomStream) -> [Float] {
    simulators[number % simulators.count].values(number: number, from: random)
  }
}

extension CRC32 {
  /// Eight digits.
  static func hexadecimal(of bytes: [UInt8]) -> String {
    let digits = String(checksum(of: bytes), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// Of numbers as they lie in memory, little-endian.
  static func hexadecimal(of values: [Float]) -> String {
    hexadecimal(
      of: values.flatMap { number in
        withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }
      })
  }
}
