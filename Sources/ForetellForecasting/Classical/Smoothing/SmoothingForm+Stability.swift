extension SmoothingForm {
  /// Whether errors of the past are forgotten.
  ///
  /// That is whether all roots of the characteristic polynomial lie inside the unit circle. Forms without a
  /// season always are stable within the usual bounds.
  ///
  /// The polynomial is that of the additive form (Hyndman, Koehler, Ord & Snyder 2008, section 10.2; R's
  /// `forecast:::admissible`); without a trend its root 1 is divided out. The roots themselves are not
  /// needed: the Schur–Cohn recursion tells.
  func isStable(_ c: SmoothingCoefficients, seasonLength m: Int) -> Bool {
    guard season != .none, m > 1 else { return true }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * (m + 2)) { memory in
      guard let a = memory.baseAddress else { return true }
      let degree = trend == .none ? m : m + 1
      let middle = c.alpha + c.beta - c.alpha * c.phi
      a[0] = 1
      for i in 1..<degree { a[i] = trend == .none ? c.alpha : middle }
      if trend == .none {
        a[m] = c.alpha + c.gamma - 1
      } else {
        a[1] = c.alpha + c.beta - c.phi
        a[m] = middle + c.gamma - 1
        a[m + 1] = c.phi * (1 - c.alpha - c.gamma)
      }
      return Self.hasRootsInside(a, degree: degree, spare: a + m + 2)
    }
  }

  /// Whether all roots of the polynomial with these coefficients, the leading 1 first, lie inside the unit
  /// circle.
  private static func hasRootsInside(
    _ coefficients: UnsafeMutablePointer<Double>, degree: Int, spare: UnsafeMutablePointer<Double>
  ) -> Bool {
    var (a, b) = (coefficients, spare)
    for order in stride(from: degree, to: 0, by: -1) {
      let reflection = a[order]
      guard abs(reflection) < 1 else { return false }
      let scale = 1 / (1 - reflection * reflection)
      b[0] = 1
      if order > 1 {
        for i in 1..<order { b[i] = (a[i] - reflection * a[order - i]) * scale }
      }
      swap(&a, &b)
    }
    return true
  }
}
