extension GatedQuantiles: Objective {
  func targetSize(outputs: Int) -> Int? { outputs == outputSize ? outputs : nil }
  var shapeRemedy: String { "there must be \(outputSize)" }
  func suits(_ output: OutputActivation) -> Bool { output == .linear }

  func totalWeight<S: BinaryFloatingPoint>(_ weights: [S], size: Int) -> Double {
    weights.withUnsafeBufferPointer { weights in
      var total = 0.0
      for row in stride(from: 0, to: weights.count, by: outputSize) {
        for step in row..<row + horizon { total += Double(weights[step]) }
      }
      return total
    }
  }

  func sum<S>(_ rows: LossRows<S>) -> Double {
    withKernelShape {
      rows.kernels.gatedQuantileError(
        rows.count, $0, rows.outputs, rows.targets, rows.weights, rows.scale, rows.slopes)
    }
  }
}
