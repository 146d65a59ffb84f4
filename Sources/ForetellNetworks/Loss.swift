/// What training makes small: the mean over all targets, by their weights, of a function of `ŷ − y`.
public enum Loss: Hashable, Sendable {
  /// `(ŷ − y)²`, least at the mean.
  case meanSquaredError
  /// `|ŷ − y|`, least at the median.
  case meanAbsoluteError
  /// `q·(y − ŷ)` where the output lies below the target, `(1 − q)·(ŷ − y)` where it lies above; least at
  /// the quantile `q` (Koenker & Bassett 1978).
  case pinball(quantile: Double)

  /// Refuses a quantile that no distribution has.
  ///
  /// - Throws: ``NetworkError`` with `.configuration`.
  public func validate() throws(NetworkError) {
    guard case .pinball(let quantile) = self, !(quantile > 0 && quantile < 1) else { return }
    throw NetworkError(
      .configuration, "the quantile of the loss is \(quantile)",
      remedy: "it must lie between 0 and 1")
  }
}

extension Loss: Codable {
  private enum CodingKeys: String, CodingKey { case name, quantile }

  private enum Name: String, Codable { case mse, mae, pinball }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Name.self, forKey: .name) {
    case .mse: self = .meanSquaredError
    case .mae: self = .meanAbsoluteError
    case .pinball: self = .pinball(quantile: try container.decode(Double.self, forKey: .quantile))
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
    }
  }
}

extension Loss {
  /// `Σ w·f(p − y)` over `count` values; leaves `scale` times its slopes in `slopes`.
  func sum<S>(
    _ count: Int, _ p: UnsafePointer<S>, _ y: UnsafePointer<S>, _ w: UnsafePointer<S>,
    scale: Double, slopes: UnsafeMutablePointer<S>, _ kernels: Kernels<S>
  ) -> Double {
    switch self {
    case .meanSquaredError: kernels.squaredError(count, p, y, w, scale, slopes)
    case .meanAbsoluteError: kernels.pinballError(count, p, y, w, 1, 1, scale, slopes)
    case .pinball(let q): kernels.pinballError(count, p, y, w, q, 1 - q, scale, slopes)
    }
  }
}
