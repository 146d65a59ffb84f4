/// The long short-term memory with a forget gate.
///
///     i, f, o = σ(W·x + b + U·h + c)     g = tanh(W·x + b + U·h + c)
///     c' = f⊙c + i⊙g                     h' = o⊙tanh(c')
///
/// Every element of `h'` lies in (−1, 1). Source: Hochreiter & Schmidhuber 1997; forget gate: Gers,
/// Schmidhuber & Cummins 2000.
enum LSTMCell: RecurrentCell {
  static let gateCount = 4
  static let tapeNeeds = CellTapeNeeds(cellState: true, kept: true)

  static func forward<S>(_ pass: LayerPass<S>, step t: Int) {
    pass.addRecurrentProduct(step: t)
    pass.kernels.lstmForward(
      pass.rows(of: t), pass.hiddenSize, pass.gates(t, 4), pass.cellBefore(t), pass.cellAfter(t),
      pass.kept(t), pass.after(t))
  }
}
