/// The kernels' elementary functions over arrays, as the cells use them.
extension Engine {
  package func tanh(_ values: [Float]) -> [Float] { map(values, float.tanhForward) }

  package func sigmoid(_ values: [Float]) -> [Float] { map(values, float.sigmoidForward) }

  private func map(
    _ values: [Float], _ kernel: (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> [Float] {
    var results = values
    values.withUnsafeBufferPointer { values in
      results.withUnsafeMutableBufferPointer { results in
        guard let from = values.baseAddress, let to = results.baseAddress else { return }
        kernel(values.count, from, to)
      }
    }
    return results
  }
}
