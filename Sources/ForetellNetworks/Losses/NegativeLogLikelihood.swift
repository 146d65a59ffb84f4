internal import CForetellKernels

/// `−ln p(y)` under the distribution that the outputs of a target say.
struct NegativeLogLikelihood: Objective {
  let likelihood: Likelihood
  let hasUnits: Bool

  private var numbers: Int { hasUnits ? 2 : 1 }

  func suits(_ output: OutputActivation) -> Bool { output == .linear }
  func domain(outputs: Int) -> TargetDomain { likelihood.domain }
  var shapeRemedy: String { "there must be \(likelihood.outputSize) for each target" }

  func targetSize(outputs: Int) -> Int? {
    outputs % likelihood.outputSize == 0 ? outputs / likelihood.outputSize * numbers : nil
  }

  func totalWeight<S: BinaryFloatingPoint>(_ weights: [S], size: Int) -> Double {
    stride(from: 0, to: weights.count, by: numbers).reduce(0.0) { $0 + Double(weights[$1]) }
  }

  func sum<S>(_ rows: LossRows<S>) -> Double {
    let kernel =
      switch likelihood {
      case .gaussian: rows.kernels.gaussianError
      case .studentT: rows.kernels.studentError
      case .negativeBinomial: rows.kernels.negativeBinomialError
      }
    return kernel(
      rows.elements / likelihood.outputSize, hasUnits ? 1 : 0, rows.outputs, rows.targets,
      rows.weights, rows.scale, rows.slopes)
  }
}

extension Likelihood {
  /// ε, what keeps a scale from 0.
  static var leastScale: Double { FK_LEAST_SCALE }
}
