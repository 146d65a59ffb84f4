/// The vanilla recurrent network with a rectifier: `h' = max(0, W·x + b + U·h + c)`.
///
/// Source: Le, Jaitly & Hinton 2015.
enum ElmanReLUCell: RecurrentCell {
  static let gateCount = 1
  static let tapeNeeds = CellTapeNeeds()

  static func forward<S>(_ pass: LayerPass<S>, step t: Int) {
    pass.addRecurrentProduct(step: t)
    pass.kernels.reluForward(pass.count(of: t), pass.gates(t, 1), pass.after(t))
  }

  static func backward<S>(_ pass: LayerPass<S>, step t: Int) {
    pass.kernels.reluBackward(
      pass.count(of: t), pass.after(t), pass.tape.dhidden, pass.gates(t, 1))
    pass.backRecurrentProduct(step: t)
  }

  static func addWeightGradients<S>(_ pass: LayerPass<S>, over block: Range<Int>) {
    pass.addPlainWeightGradients(gates: 1, over: block)
  }
}
