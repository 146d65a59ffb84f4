internal import CForetellKernels

/// Several quantiles of a target that cannot cross, whatever the outputs.
///
/// Of the outputs of a target, one a level, that of the level nearest to ½ is its quantile itself. Each further
/// one lies beyond the one before it by the softplus of its output, which is above 0:
///
///     ŷ[m] = o[m]      ŷ[j] = ŷ[j−1] + softplus o[j], j > m      ŷ[j] = ŷ[j+1] − softplus o[j], j < m
///     loss = mean over j of ρ_q[j](y − ŷ[j]),    ρ_q(e) = max(q·e, (q − 1)·e)
///
/// Source: Park, Maddix, Aubet, Kan, Gasthaus & Wang 2022 (incremental quantile functions).
public struct OrderedQuantiles: Codable, Hashable, Sendable {
  /// Probabilities in ascending order, above 0 and below 1.
  public let levels: [Double]

  public init(levels: [Double]) { self.levels = levels }

  /// Those that intervals are most often asked for, and what lies between.
  public static let standard = OrderedQuantiles(
    levels: [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975])

  /// m, the place of the first of those nearest to ½.
  public var middle: Int {
    levels.indices.min { abs(levels[$0] - 0.5) < abs(levels[$1] - 0.5) } ?? 0
  }

  /// Refuses levels that are no probabilities, or not in order.
  ///
  /// - Throws: ``NetworkError`` with `.configuration`.
  public func validate() throws(NetworkError) {
    guard (1...Int(FK_MOST_LEVELS)).contains(levels.count),
      levels.allSatisfy({ $0 > 0 && $0 < 1 }), zip(levels, levels.dropFirst()).allSatisfy(<)
    else {
      throw NetworkError(
        .configuration, "\(levels) are no levels of quantiles",
        remedy:
          "they must ascend, lie between 0 and 1, and be \(FK_MOST_LEVELS) at the most")
    }
  }

  /// The quantiles that the outputs of one target say, ascending.
  public func quantiles(of outputs: ArraySlice<Float>) -> [Float] {
    precondition(outputs.count == levels.count, "outputs of other levels")
    var quantiles = Array(outputs)
    for j in middle + 1..<max(levels.count, middle + 1) {
      quantiles[j] = quantiles[j - 1] + Float(Softplus.of(Double(quantiles[j])))
    }
    for j in (0..<middle).reversed() {
      quantiles[j] = quantiles[j + 1] - Float(Softplus.of(Double(quantiles[j])))
    }
    return quantiles
  }
}

extension OrderedQuantiles: Objective {
  func suits(_ output: OutputActivation) -> Bool { output == .linear }
  var shapeRemedy: String { "there must be \(levels.count) for each target" }

  func targetSize(outputs: Int) -> Int? {
    outputs % levels.count == 0 ? outputs / levels.count : nil
  }

  func sum<S>(_ rows: LossRows<S>) -> Double {
    levels.withUnsafeBufferPointer { levels in
      guard let quantiles = levels.baseAddress else { preconditionFailure("no levels") }
      var shape = fk_quantiles(levels: levels.count, middle: middle, quantiles: quantiles)
      return rows.kernels.quantileError(
        rows.elements / levels.count, &shape, rows.outputs, rows.targets, rows.weights, rows.scale,
        rows.slopes)
    }
  }
}
