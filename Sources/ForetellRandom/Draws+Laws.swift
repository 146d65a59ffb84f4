extension Draws {
  /// Student's t of a whole number of degrees of freedom above 2, scaled to variance 1.
  ///
  /// A χ² of an even number of degrees is minus twice the logarithm of a product of uniform numbers; an odd
  /// one has the square of a normal number besides.
  public mutating func student(degreesOfFreedom degrees: Int) -> Double {
    let degrees = max(degrees, 3)
    var product = 1.0
    for _ in 0..<degrees / 2 { product *= uniform() }
    var squares = -2 * Elementary.ln(product)
    if degrees % 2 == 1 {
      let odd = normal()
      squares += odd * odd
    }
    return normal() * (Double(degrees - 2) / squares).squareRoot()
  }

  /// The law Beta(3/2, 3/2): the abscissa of a point within a circle of diameter 1.
  public mutating func semicircle() -> Double {
    while true {
      let (x, y) = (2 * uniform() - 1, 2 * uniform() - 1)
      if x * x + y * y < 1 { return (x + 1) / 2 }
    }
  }

  /// A whole number of Poisson's law; 0 for a mean that is not positive.
  ///
  /// Below a mean of 10 by multiplication (Knuth), above by transformed rejection (PTRS, Hörmann 1993).
  public mutating func poisson(mean: Double) -> Double {
    guard mean > 0, mean < 1e15 else { return max(mean, 0).rounded() }
    if mean < 10 {
      let end = Elementary.exponential(-mean)
      var (count, product) = (0.0, uniform())
      while product > end {
        product *= uniform()
        count += 1
      }
      return count
    }
    let b = 0.931 + 2.53 * mean.squareRoot()
    let a = -0.059 + 0.02483 * b
    let inverse = 1.1239 + 1.1328 / (b - 3.4)
    let certain = 0.9277 - 3.6224 / (b - 2)
    let logMean = Elementary.ln(mean)
    while true {
      let (u, v) = (uniform() - 0.5, uniform())
      let side = 0.5 - abs(u)
      let count = ((2 * a / side + b) * u + mean + 0.43).rounded(.down)
      if side >= 0.07, v <= certain { return count }
      guard count >= 0, side >= 0.013 || v <= side else { continue }
      let density = count * logMean - mean - Elementary.logFactorial(count)
      if Elementary.ln(v * inverse / (a / (side * side) + b)) <= density { return count }
    }
  }
}
