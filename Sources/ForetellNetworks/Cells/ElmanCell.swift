/// The vanilla recurrent network: `h' = tanh(W·x + b + U·h + c)`.
///
/// Source: Elman 1990.
enum ElmanCell: RecurrentCell {
  static let gateCount = 1
  static let tapeNeeds = CellTapeNeeds()

  static func forward<S>(_ pass: LayerPass<S>, step t: Int) {
    pass.addRecurrentProduct(step: t)
    pass.kernels.tanhForward(pass.count(of: t), pass.gates(t, 1), pass.after(t))
  }

  static func backward<S>(_ pass: LayerPass<S>, step t: Int) {
    pass.kernels.tanhBackward(
      pass.count(of: t), pass.after(t), pass.tape.dhidden, pass.gates(t, 1))
    pass.backRecurrentProduct(step: t)
  }

  static func addWeightGradients<S>(_ pass: LayerPass<S>, over block: Range<Int>) {
    pass.addPlainWeightGradients(gates: 1, over: block)
  }
}
