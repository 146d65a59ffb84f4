/// `ln(1 + eˣ)`, without overflow.
enum Softplus {
  static func of(_ x: Double) -> Double {
    max(x, 0) + Elementary.ln1p(Elementary.exponential(-abs(x)))
  }
}
