internal import CForetellKernels

/// An optimizer at work: what it remembers of past gradients.
public struct OptimizerState: Hashable, Sendable {
  public let optimizer: Optimizer
  /// Steps taken.
  public internal(set) var step: Int
  /// The velocity, the mean square, or Adam's mean, one a parameter.
  public internal(set) var firstMoment: [Float]
  /// Adam's mean square, one a parameter; empty for those without one.
  public internal(set) var secondMoment: [Float]

  /// Nothing remembered yet.
  public init(_ optimizer: Optimizer, layout: ParameterLayout) {
    self.optimizer = optimizer
    step = 0
    firstMoment = Array(repeating: 0, count: layout.count)
    secondMoment = Array(repeating: 0, count: optimizer.hasSecondMoment ? layout.count : 0)
  }

  /// Moves parameters against the gradient by one step.
  ///
  /// - Parameters:
  ///   - rateFactor: multiplies the learning rate: the schedule's value.
  ///   - clipNorm: the gradient is scaled down to this Euclidean norm where it is longer (Pascanu et
  ///     al. 2013), as PyTorch's `clip_grad_norm_` does.
  /// - Returns: the norm of the gradient before clipping. Where it is not finite nothing has moved,
  ///   and the step does not count.
  @discardableResult
  public mutating func update(
    _ parameters: inout Parameters<Float>, along gradient: Parameters<Float>,
    rateFactor: Double = 1, clipNorm: Double? = nil, engine: Engine
  ) -> Double {
    precondition(
      parameters.values.count == firstMoment.count && parameters.layout == gradient.layout,
      "moments of another network")
    let norm = Self.norm(of: gradient, engine: engine)
    guard norm.isFinite else { return norm }
    let scale = clipNorm.map { min(1, $0 / (norm + 1e-6)) } ?? 1
    step += 1
    apply(to: &parameters, gradient, rateFactor: rateFactor, scale: scale, engine: engine)
    return norm
  }

  /// Blocks are summed on their own and then in order: the same bits on any number of threads.
  private static func norm(of gradient: Parameters<Float>, engine: Engine) -> Double {
    let count = gradient.values.count
    var partial = [Double](repeating: 0, count: Blocks.count(of: count))
    gradient.values.withUnsafeBufferPointer { values in
      partial.withUnsafeMutableBufferPointer { partial in
        guard let values = values.baseAddress else { return }
        nonisolated(unsafe) let (base, partial) = (values, partial)
        engine.parallel(partial.count) { block in
          let range = Blocks.range(block, of: count)
          partial[block] = engine.float.sumOfSquares(range.count, base + range.lowerBound)
        }
      }
    }
    return partial.reduce(0, +).squareRoot()
  }

  private mutating func apply(
    to parameters: inout Parameters<Float>, _ gradient: Parameters<Float>, rateFactor: Double,
    scale: Double, engine: Engine
  ) {
    let (count, step, optimizer) = (parameters.values.count, step, optimizer)
    let rate = optimizer.learningRate * rateFactor
    let kept = 1 - rate * optimizer.weightDecay
    withPointers(to: &parameters, gradient) { theta, slopes, first, second in
      nonisolated(unsafe) let (theta, slopes, first, second) = (theta, slopes, first, second)
      engine.parallel(Blocks.count(of: count)) { block in
        let range = Blocks.range(block, of: count)
        let (at, length, kernels) = (range.lowerBound, range.count, engine.float)
        if kept != 1 { kernels.shrink(length, theta + at, kept) }
        switch optimizer {
        case .sgd(_, let momentum):
          kernels.sgd(length, slopes + at, first + at, theta + at, rate, momentum, false, scale)
        case .nesterov(_, let momentum):
          kernels.sgd(length, slopes + at, first + at, theta + at, rate, momentum, true, scale)
        case .rmsprop(_, let decay, let epsilon):
          kernels.rmsprop(
            length, slopes + at, first + at, theta + at, rate, decay, epsilon, scale)
        case .adam(_, let beta1, let beta2, let epsilon),
          .adamW(_, _, let beta1, let beta2, let epsilon):
          var settings = fk_adam(
            learning_rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon,
            correction1: 1 - power(beta1, step), correction2: 1 - power(beta2, step),
            gradient_scale: scale)
          guard let second else { return }
          kernels.adam(length, slopes + at, first + at, second + at, theta + at, &settings)
        }
      }
    }
  }

  private typealias Pointer = UnsafeMutablePointer<Float>

  private mutating func withPointers(
    to parameters: inout Parameters<Float>, _ gradient: Parameters<Float>,
    _ body: (Pointer, UnsafePointer<Float>, Pointer, Pointer?) -> Void
  ) {
    parameters.values.withUnsafeMutableBufferPointer { theta in
      gradient.values.withUnsafeBufferPointer { slopes in
        firstMoment.withUnsafeMutableBufferPointer { first in
          secondMoment.withUnsafeMutableBufferPointer { second in
            guard let theta = theta.baseAddress, let slopes = slopes.baseAddress,
              let first = first.baseAddress
            else { return }
            body(theta, slopes, first, second.isEmpty ? nil : second.baseAddress)
          }
        }
      }
    }
  }
}

/// `base` to a whole power, by squaring.
private func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, factor, rest) = (1.0, base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= factor }
    factor *= factor
    rest >>= 1
  }
  return result
}
