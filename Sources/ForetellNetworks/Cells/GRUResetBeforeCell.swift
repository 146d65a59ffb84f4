/// The gated recurrent unit of the textbooks, with the reset before the product.
///
///     r, z = σ(W·x + b + U·h + c)     n = tanh(W·x + b + U·(r⊙h) + c)
///     h' = (1−z)⊙n + z⊙h
///
/// Source: Cho et al. 2014, equations 5 to 8; `z` as in PyTorch, so that it keeps the old state.
enum GRUResetBeforeCell: RecurrentCell {
  static let gateCount = 3
  static let tapeNeeds = CellTapeNeeds(kept: true)

  static func forward<S>(_ pass: LayerPass<S>, step t: Int) {
    let gates = pass.gates(t, 3)
    let (rows, hidden) = (pass.rows(of: t), pass.hiddenSize)
    let entering = pass.entering(t)
    pass.multiply(
      step: t, entering, stride: hidden, by: pass.weights.recurrent, accumulate: true, into: gates,
      stride: 3 * hidden)
    pass.kernels.gruBeforeReset(rows, hidden, gates, entering, pass.kept(t))
    pass.multiply(
      step: t, pass.kept(t), stride: hidden, by: pass.weights.candidate, accumulate: true,
      into: gates + 2 * hidden, stride: 3 * hidden)
    pass.kernels.gruBeforeForward(rows, hidden, gates, pass.before(t), pass.after(t))
  }
}
