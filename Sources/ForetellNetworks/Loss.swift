/// What training makes small: the mean over all targets, by their weights, of a function of `ŷ − y`.
public enum Loss: Hashable, Sendable {
  /// `(ŷ − y)²`, least at the mean.
  case meanSquaredError
  /// `|ŷ − y|`, least at the median.
  case meanAbsoluteError
  /// `q·(y − ŷ)` where the output lies below the target, `(1 − q)·(ŷ − y)` where it lies above; least at
  /// the quantile `q` (Koenker & Bassett 1978).
  case pinball(quantile: Double)
  /// The mean pinball loss of several quantiles, each an output added to gated forecasts that come with the
  /// targets; see ``GatedQuantiles``.
  case gatedQuantiles(GatedQuantiles)

  /// Refuses a quantile that no distribution has.
  ///
  /// - Throws: ``NetworkError`` with `.configuration`.
  public func validate() throws(NetworkError) {
    if case .gatedQuantiles(let shape) = self { return try shape.validate() }
    guard case .pinball(let quantile) = self, !(quantile > 0 && quantile < 1) else { return }
    throw NetworkError(
      .configuration, "the quantile of the loss is \(quantile)",
      remedy: "it must lie between 0 and 1")
  }
}

extension Loss: Codable {
  private enum CodingKeys: String, CodingKey { case name, quantile, gated }

  private enum Name: String, Codable { case mse, mae, pinball, gated }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Name.self, forKey: .name) {
    case .mse: self = .meanSquaredError
    case .mae: self = .meanAbsoluteError
    case .pinball: self = .pinball(quantile: try container.decode(Double.self, forKey: .quantile))
    case .gated:
      self = .gatedQuantiles(try container.decode(GatedQuantiles.self, forKey: .gated))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .meanSquaredError: try container.encode(Name.mse, forKey: .name)
    case .meanAbsoluteError: try container.encode(Name.mae, forKey: .name)
    case .pinball(let quantile):
      try container.encode(Name.pinball, forKey: .name)
      try container.encode(quantile, forKey: .quantile)
    case .gatedQuantiles(let shape):
      try container.encode(Name.gated, forKey: .name)
      try container.encode(shape, forKey: .gated)
    }
  }
}

extension Loss {
  /// Outputs that a network must have for it; nil where any number will do.
  var outputSize: Int? {
    if case .gatedQuantiles(let shape) = self { shape.outputSize } else { nil }
  }

  /// The sum of the weights of a batch.
  func totalWeight<S>(_ batch: Batch<S>) -> Double {
    guard case .gatedQuantiles(let shape) = self else {
      return batch.weights.reduce(0.0) { $0 + Double($1) }
    }
    return batch.weights.withUnsafeBufferPointer { weights in
      var total = 0.0
      for row in stride(from: 0, to: weights.count, by: shape.outputSize) {
        for step in row..<row + shape.horizon { total += Double(weights[step]) }
      }
      return total
    }
  }

  /// `Σ w·f(p − y)` over `rows` rows of `outputs`; leaves `scale` times its slopes in `slopes`.
  func sum<S>(
    rows: Int, outputs: Int, _ p: UnsafePointer<S>, _ y: UnsafePointer<S>, _ w: UnsafePointer<S>,
    scale: Double, slopes: UnsafeMutablePointer<S>, _ kernels: Kernels<S>
  ) -> Double {
    let count = rows * outputs
    switch self {
    case .meanSquaredError: return kernels.squaredError(count, p, y, w, scale, slopes)
    case .meanAbsoluteError: return kernels.pinballError(count, p, y, w, 1, 1, scale, slopes)
    case .pinball(let q): return kernels.pinballError(count, p, y, w, q, 1 - q, scale, slopes)
    case .gatedQuantiles(let shape):
      return shape.withKernelShape {
        kernels.gatedQuantileError(rows, $0, p, y, w, scale, slopes)
      }
    }
  }
}
