/// A function with a gradient, to be minimised.
protocol SmoothFunction {
  var dimensions: Int { get }
  /// The value at `point`; infinite where there is none.
  mutating func value(at point: UnsafePointer<Double>) -> Double
  /// The gradient where the last value was taken.
  func writeGradient(to gradient: UnsafeMutablePointer<Double>)
  /// How far one step may change a coordinate.
  func longestStep(of coordinate: Int) -> Double
}

/// Minimisation by BFGS with a backtracking line search, on memory that is given.
///
/// It ends when two steps in a row gain less than `tolerance`. Source: Nocedal & Wright 2006, chapters 3
/// and 6.
struct QuasiNewton {
  var tolerance = 1e-5
  var maximumIterations = 200

  /// Numbers of memory it needs.
  static func scratchSize(_ dimensions: Int) -> Int { dimensions * (dimensions + 7) }

  /// The parts of the memory.
  private struct Parts {
    let count: Int
    let point, gradient, candidate, nextGradient, direction, change, product,
      inverse: UnsafeMutablePointer<Double>

    init(_ scratch: UnsafeMutablePointer<Double>, count: Int) {
      self.count = count
      let parts = (0..<8).map { scratch + $0 * count }
      (point, gradient, candidate, nextGradient) = (parts[0], parts[1], parts[2], parts[3])
      (direction, change, product, inverse) = (parts[4], parts[5], parts[6], parts[7])
    }

    func dot(_ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>) -> Double {
      var sum = 0.0
      for i in 0..<count { sum += a[i] * b[i] }
      return sum
    }

    func resetInverse(to diagonal: Double) {
      inverse.update(repeating: 0, count: count * count)
      for i in 0..<count { inverse[i * count + i] = diagonal }
    }

    /// The product of the inverse and a vector.
    func multiply(
      _ vector: UnsafeMutablePointer<Double>, into result: UnsafeMutablePointer<Double>
    ) {
      for i in 0..<count { result[i] = dot(inverse + i * count, vector) }
    }
  }

  /// Minimises from the point that is first in `scratch`, and leaves the best point there.
  ///
  /// - Returns: the value there; infinite where the first point has none.
  func minimise(
    _ function: inout some SmoothFunction, scratch: UnsafeMutablePointer<Double>
  ) -> Double {
    let parts = Parts(scratch, count: function.dimensions)
    var value = function.value(at: parts.point)
    guard value.isFinite else { return .infinity }
    function.writeGradient(to: parts.gradient)
    parts.resetInverse(to: 1 / max(1, parts.dot(parts.gradient, parts.gradient).squareRoot()))
    var (isFresh, idle) = (true, 0)
    for _ in 0..<maximumIterations {
      guard let next = step(&function, from: value, parts) else {
        // A direction that leads nowhere is the fault of the curvature collected, once.
        if isFresh { break }
        parts.resetInverse(to: 1 / max(1, parts.dot(parts.gradient, parts.gradient).squareRoot()))
        isFresh = true
        continue
      }
      function.writeGradient(to: parts.nextGradient)
      learnCurvature(parts, isFirst: isFresh)
      isFresh = false
      idle = value - next < tolerance ? idle + 1 : 0
      value = next
      swapPoints(parts)
      if idle == 2 { break }
    }
    return value
  }

  /// Goes along the direction of descent as far as it pays; nil where it does not.
  private func step(
    _ function: inout some SmoothFunction, from value: Double, _ parts: Parts
  ) -> Double? {
    parts.multiply(parts.gradient, into: parts.direction)
    var shrink = 1.0
    for i in 0..<parts.count {
      parts.direction[i] = -parts.direction[i]
      let size = abs(parts.direction[i])
      if size * shrink > function.longestStep(of: i) { shrink = function.longestStep(of: i) / size }
    }
    let slope = parts.dot(parts.gradient, parts.direction)
    guard slope < 0 else { return nil }
    var length = shrink
    for _ in 0..<30 {
      for i in 0..<parts.count {
        parts.candidate[i] = parts.point[i] + length * parts.direction[i]
      }
      let next = function.value(at: parts.candidate)
      if next <= value + 1e-4 * length * slope { return next }
      let bend = 2 * (next - value - length * slope)
      let best = bend.isFinite && bend > 0 ? -slope * length * length / bend : 0
      length = min(max(best, 0.1 * length), 0.5 * length)
      if -slope * length < 1e-3 * tolerance { return nil }
    }
    return nil
  }

  /// The BFGS update of the inverse of the second derivatives.
  private func learnCurvature(_ parts: Parts, isFirst: Bool) {
    let count = parts.count
    for i in 0..<count {
      parts.change[i] = parts.candidate[i] - parts.point[i]
      parts.gradient[i] = parts.nextGradient[i] - parts.gradient[i]
    }
    let bend = parts.dot(parts.change, parts.gradient)
    let size = parts.dot(parts.gradient, parts.gradient)
    guard bend > 1e-10 * (size * parts.dot(parts.change, parts.change)).squareRoot() else { return }
    if isFirst { parts.resetInverse(to: bend / size) }
    parts.multiply(parts.gradient, into: parts.product)
    let scale = 1 / bend
    let own = scale * (1 + scale * parts.dot(parts.gradient, parts.product))
    for i in 0..<count {
      let row = parts.inverse + i * count
      let (a, b) = (own * parts.change[i] - scale * parts.product[i], scale * parts.change[i])
      for j in 0..<count { row[j] += a * parts.change[j] - b * parts.product[j] }
    }
  }

  private func swapPoints(_ parts: Parts) {
    parts.point.update(from: parts.candidate, count: parts.count)
    parts.gradient.update(from: parts.nextGradient, count: parts.count)
  }
}
