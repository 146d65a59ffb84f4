// Written out: a case added later leaves the names of the others as they are.
extension Loss: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, quantile, quantiles, gated, delta, likelihood, hasUnits
  }

  private enum Name: String, Codable {
    case mse, mae, huber, pinball, quantiles, gated, likelihood
    case binary = "binary-cross-entropy"
    case categorical = "categorical-cross-entropy"
  }

  private var codingName: Name {
    switch self {
    case .meanSquaredError: .mse
    case .meanAbsoluteError: .mae
    case .huber: .huber
    case .pinball: .pinball
    case .quantiles: .quantiles
    case .gatedQuantiles: .gated
    case .binaryCrossEntropy: .binary
    case .categoricalCrossEntropy: .categorical
    case .negativeLogLikelihood: .likelihood
    }
  }

  /// What a file calls it.
  var name: String { codingName.rawValue }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Name.self, forKey: .name) {
    case .mse: self = .meanSquaredError
    case .mae: self = .meanAbsoluteError
    case .huber: self = .huber(delta: try container.decode(Double.self, forKey: .delta))
    case .pinball: self = .pinball(quantile: try container.decode(Double.self, forKey: .quantile))
    case .quantiles:
      self = .quantiles(try container.decode(OrderedQuantiles.self, forKey: .quantiles))
    case .gated:
      self = .gatedQuantiles(try container.decode(GatedQuantiles.self, forKey: .gated))
    case .binary: self = .binaryCrossEntropy
    case .categorical: self = .categoricalCrossEntropy
    case .likelihood:
      self = .negativeLogLikelihood(
        try container.decode(Likelihood.self, forKey: .likelihood),
        hasUnits: try container.decodeIfPresent(Bool.self, forKey: .hasUnits) ?? false)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(codingName, forKey: .name)
    switch self {
    case .meanSquaredError, .meanAbsoluteError, .binaryCrossEntropy, .categoricalCrossEntropy:
      break
    case .huber(let delta): try container.encode(delta, forKey: .delta)
    case .pinball(let quantile): try container.encode(quantile, forKey: .quantile)
    case .quantiles(let quantiles): try container.encode(quantiles, forKey: .quantiles)
    case .gatedQuantiles(let shape): try container.encode(shape, forKey: .gated)
    case .negativeLogLikelihood(let likelihood, let hasUnits):
      try container.encode(likelihood, forKey: .likelihood)
      if hasUnits { try container.encode(true, forKey: .hasUnits) }
    }
  }
}
