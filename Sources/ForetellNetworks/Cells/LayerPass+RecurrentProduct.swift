// What cells share whose gates all add `U·h` to their sums.
extension LayerPass {
  /// Adds the recurrent product: `gates[t] += U·hidden[t]`.
  func addRecurrentProduct(step t: Int) {
    let weight = weights.recurrent
    multiply(
      hidden(t), stride: hiddenSize, by: weight, accumulate: true,
      into: gates(t, weight.columns / hiddenSize), stride: weight.columns)
  }

  /// Sends the gradient back through the product: `dhidden = dgates[t]·U`.
  func backRecurrentProduct(step t: Int) {
    let weight = weights.recurrentTransposed
    multiply(
      dgates(t, weight.rows / hiddenSize), stride: weight.rows, by: weight, accumulate: false,
      into: tape.dhidden, stride: hiddenSize)
  }

  /// The gradients of U and its bias, where the sums' gradient is that of the gates.
  func addPlainRecurrentGradients(gates: Int, to gradient: UnsafeMutablePointer<S>) {
    let width = gates * hiddenSize
    addWeightGradient(
      tape.dgates, stride: width, rows: width, against: tape.hidden, columns: hiddenSize,
      to: gradient + views.recurrentWeight.offset)
    kernels.addColumnSums(
      steps * rows, width, tape.dgates, gradient + views.recurrentBias.offset)
  }
}
