/// `ln(1 + eᶻ) − y·z`, the negative logarithm of the sigmoid's probability of y.
struct BinaryCrossEntropy: Objective {
  var readsSums: Bool { true }
  func suits(_ output: OutputActivation) -> Bool { output != .softmax }
  func domain(outputs: Int) -> TargetDomain { .binary }

  func sum<S>(_ rows: LossRows<S>) -> Double {
    rows.kernels.binaryCrossEntropy(
      rows.elements, rows.outputs, rows.targets, rows.weights, rows.scale, rows.slopes)
  }
}

/// `ln Σ eᶻ − z_y`, the negative logarithm of the softmax's probability of class y.
struct CategoricalCrossEntropy: Objective {
  var readsSums: Bool { true }
  func suits(_ output: OutputActivation) -> Bool { output != .sigmoid }
  func targetSize(outputs: Int) -> Int? { outputs >= 2 ? 1 : nil }
  var shapeRemedy: String { "there must be an output a class, of which there are at least 2" }
  func domain(outputs: Int) -> TargetDomain { .classes(outputs) }

  func sum<S>(_ rows: LossRows<S>) -> Double {
    rows.kernels.crossEntropy(
      rows.count, rows.width, rows.outputs, rows.targets, rows.weights, rows.scale, rows.slopes)
  }
}
