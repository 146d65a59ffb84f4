public import ForetellNetworks

/// A network that was trained on synthetic series, once and for all.
public struct PretrainedNetwork: Hashable, Sendable {
  public let shape: PretrainedShape
  public let parameters: Parameters<Float>
  /// How far its intervals reach beyond the outermost quantiles; see ``QuantileCurve``.
  public let tail: Double
  /// How it was made, as the run that made it wrote it down.
  public let record: PretrainingRecord

  /// - Throws: `NetworkError` with `.parameters` where they are another network's.
  public init(
    shape: PretrainedShape, parameters: Parameters<Float>, tail: Double, record: PretrainingRecord
  ) throws(NetworkError) {
    guard parameters.layout == ParameterLayout(shape.network(readout: .lastStep)) else {
      throw NetworkError(.parameters, "the parameters are not those of the shape")
    }
    self.shape = shape
    self.parameters = parameters
    self.tail = tail
    self.record = record
  }
}

extension PretrainedNetwork {
  /// The tail for which `ratio` times the distance from the median to the outermost quantile is that of a 95 %
  /// interval.
  package static func tail(ratio: Double) -> Double { QuantileCurve.tail(ratio: ratio) }
}

/// How a pretrained network was made.
public struct PretrainingRecord: Codable, Hashable, Sendable {
  /// Steps of training, and series of each.
  public var steps: Int
  public var batchSize: Int
  public var seed: UInt64
  /// The mean loss on synthetic series that were not trained on.
  public var validationLoss: Double
  /// CRC-32 of the plan (shape, priors, schedule, seed), in hexadecimal digits.
  public var plan: String
  /// CRC-32 of the parameters before they were rounded to eight bits.
  public var parameters: String

  public init(
    steps: Int, batchSize: Int, seed: UInt64, validationLoss: Double, plan: String,
    parameters: String
  ) {
    self.steps = steps
    self.batchSize = batchSize
    self.seed = seed
    self.validationLoss = validationLoss
    self.plan = plan
    self.parameters = parameters
  }
}
