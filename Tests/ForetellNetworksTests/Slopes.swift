import ForetellNetworks

/// Slopes of a loss by fourth-order differences, `(8·(L(θ+ε) − L(θ−ε)) − L(θ+2ε) + L(θ−2ε)) / 12ε`.
func slopes(
  at parameters: Parameters<Double>, epsilon: Double = 2e-4,
  of loss: (Parameters<Double>) -> Double
) throws -> [Double] {
  try parameters.values.indices.map { index in
    func moved(_ shift: Double) throws -> Double {
      var values = parameters.values
      values[index] += shift
      return loss(try Parameters(layout: parameters.layout, values: values))
    }
    let near = try moved(epsilon) - moved(-epsilon)
    let far = try moved(2 * epsilon) - moved(-2 * epsilon)
    return (8 * near - far) / (12 * epsilon)
  }
}
