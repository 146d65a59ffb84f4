// What cells share whose gates all add `U·h` to their sums.
extension LayerPass {
  /// Adds the recurrent product: `gates[t] += U·hidden[t]`.
  func addRecurrentProduct(step t: Int) {
    let weight = weights.recurrent
    multiply(
      step: t, entering(t), stride: hiddenSize, by: weight, accumulate: true,
      into: gates(t, weight.columns / hiddenSize), stride: weight.columns)
  }

  /// Sends the gradient back through the product: `dhidden = gates[t]·U`, with gradients in `gates`.
  func backRecurrentProduct(step t: Int) {
    let weight = weights.recurrentTransposed
    sendBack(
      step: t, gates(t, weight.rows / hiddenSize), stride: weight.rows, by: weight,
      accumulate: false)
  }
}
