/// The vanilla recurrent network: `h' = tanh(W·x + b + U·h + c)`.
///
/// Source: Elman 1990.
enum ElmanCell: RecurrentCell {
  static let gateCount = 1
  static let tapeNeeds = CellTapeNeeds()

  static func forward<S>(_ pass: LayerPass<S>, step t: Int) {
    pass.addRecurrentProduct(step: t)
    pass.kernels.tanhForward(pass.stateCount, pass.gates(t, 1), pass.hidden(t + 1))
  }

  static func backward<S>(_ pass: LayerPass<S>, step t: Int) {
    pass.kernels.tanhBackward(
      pass.stateCount, pass.hidden(t + 1), pass.tape.dhidden, pass.dgates(t, 1))
    pass.backRecurrentProduct(step: t)
  }

  static func addRecurrentGradients<S>(_ pass: LayerPass<S>, to gradient: UnsafeMutablePointer<S>) {
    pass.addPlainRecurrentGradients(gates: 1, to: gradient)
  }
}

/// The vanilla recurrent network with a rectifier: `h' = max(0, W·x + b + U·h + c)`.
///
/// Source: Le, Jaitly & Hinton 2015.
enum ElmanReLUCell: RecurrentCell {
  static let gateCount = 1
  static let tapeNeeds = CellTapeNeeds()

  static func forward<S>(_ pass: LayerPass<S>, step t: Int) {
    pass.addRecurrentProduct(step: t)
    pass.kernels.reluForward(pass.stateCount, pass.gates(t, 1), pass.hidden(t + 1))
  }

  static func backward<S>(_ pass: LayerPass<S>, step t: Int) {
    pass.kernels.reluBackward(
      pass.stateCount, pass.hidden(t + 1), pass.tape.dhidden, pass.dgates(t, 1))
    pass.backRecurrentProduct(step: t)
  }

  static func addRecurrentGradients<S>(_ pass: LayerPass<S>, to gradient: UnsafeMutablePointer<S>) {
    pass.addPlainRecurrentGradients(gates: 1, to: gradient)
  }
}

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
