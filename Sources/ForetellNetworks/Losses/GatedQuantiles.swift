internal import CForetellKernels

/// Outputs read as quantiles that lean on simple forecasts: what a network adds, and how much it trusts them.
///
/// Of a row of outputs the first `levels × horizon` are o, a level after the other, and the last
/// `bases × horizon` are logits. With h steps, quantile levels q and base forecasts β:
///
///     ŷ[q, k] = o[q, k] + Σ_b g(logit[b, k])·β[b, k]
///     loss    = Σ_k w[k]·mean_q ρ_q(y[k] − ŷ[q, k]) / Σ w,    ρ_q(e) = max(q·e, (q − 1)·e)
///
/// The bases come with the targets, whose rows are as wide as the outputs: the first `horizon` are y, the last
/// `bases × horizon` are β. Of the weights the first `horizon` count; the others must be 0. Where w is 0 the
/// rest may be anything. Source: Koenker & Bassett 1978.
public struct GatedQuantiles: Codable, Hashable, Sendable {
  /// What makes a gate of a logit.
  public enum Gate: String, Codable, Hashable, Sendable, CaseIterable {
    /// Each by itself between 0 and 1.
    case sigmoid
    /// Shares of 1 among the bases of a step.
    case softmax
  }

  public let horizon: Int
  /// Probabilities, above 0 and below 1.
  public let levels: [Double]
  /// How many base forecasts there are; may be 0.
  public let bases: Int
  public let gate: Gate

  public init(horizon: Int, levels: [Double], bases: Int, gate: Gate) {
    self.horizon = horizon
    self.levels = levels
    self.bases = bases
    self.gate = gate
  }

  /// The width of a row of outputs.
  public var outputSize: Int { (levels.count + bases) * horizon }

  /// Refuses what no quantiles are.
  ///
  /// - Throws: ``NetworkError`` with `.configuration`.
  public func validate() throws(NetworkError) {
    guard horizon >= 1, !levels.isEmpty, levels.allSatisfy({ $0 > 0 && $0 < 1 }),
      (0...Int(FK_MOST_BASES)).contains(bases)
    else {
      throw NetworkError(
        .configuration, "\(levels.count) quantiles of \(horizon) steps over \(bases) bases",
        remedy: "there must be a step, levels between 0 and 1, and at most \(FK_MOST_BASES) bases")
    }
  }

  /// The forecasts ŷ of one row, sorted by level so that they do not cross: `[h, levels]`.
  ///
  /// - Parameters:
  ///   - outputs: a row of a network's outputs.
  ///   - bases: β, `[bases, h]`.
  public func forecasts(of outputs: ArraySlice<Float>, bases: [Float]) -> [Float] {
    precondition(
      outputs.count == outputSize && bases.count == self.bases * horizon, "another shape")
    var result: [Float] = []
    result.reserveCapacity(levels.count * horizon)
    let (start, logits) = (outputs.startIndex, outputs.startIndex + levels.count * horizon)
    for step in 0..<horizon {
      let gates = opened((0..<self.bases).map { outputs[logits + $0 * horizon + step] })
      var middle: Float = 0
      for (base, gate) in gates.enumerated() { middle += gate * bases[base * horizon + step] }
      result += levels.indices.map { outputs[start + $0 * horizon + step] + middle }.sorted()
    }
    return result
  }

  private func opened(_ logits: [Float]) -> [Float] {
    switch gate {
    case .sigmoid: return logits.map { 1 / (1 + Elementary.exponential(-$0)) }
    case .softmax:
      let top = logits.max() ?? 0
      let powers = logits.map { Elementary.exponential($0 - top) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }

  func withKernelShape<T>(_ body: (UnsafePointer<fk_gated_quantiles>) -> T) -> T {
    levels.withUnsafeBufferPointer { levels in
      guard let quantiles = levels.baseAddress else { preconditionFailure("no levels") }
      var shape = fk_gated_quantiles(
        horizon: horizon, levels: levels.count, bases: bases, shares: gate == .softmax ? 1 : 0,
        quantiles: quantiles)
      return body(&shape)
    }
  }
}
