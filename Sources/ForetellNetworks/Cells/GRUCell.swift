/// The gated recurrent unit as PyTorch and cuDNN compute it, with the reset after the product.
///
///     r, z = σ(W·x + b + U·h + c)     n = tanh(W·x + b + r⊙(U·h + c))
///     h' = (1−z)⊙n + z⊙h
///
/// Source: Cho et al. 2014, in the form of cuDNN.
enum GRUCell: RecurrentCell {
  static let gateCount = 3
  static let tapeNeeds = CellTapeNeeds(
    kept: true, separateRecurrentGradient: true, recurrentSums: true)

  static func forward<S>(_ pass: LayerPass<S>, step t: Int) {
    let weight = pass.weights.recurrent
    pass.multiply(
      step: t, pass.entering(t), stride: pass.hiddenSize, by: weight,
      bias: pass.weights.recurrentBias,
      accumulate: false, into: pass.tape.recurrentSums, stride: weight.columns)
    pass.kernels.gruAfterForward(
      pass.rows(of: t), pass.hiddenSize, pass.gates(t, 3), pass.tape.recurrentSums, pass.before(t),
      pass.kept(t), pass.after(t))
  }
}
