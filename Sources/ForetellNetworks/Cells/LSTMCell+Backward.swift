extension LSTMCell {
  /// One step backwards.
  ///
  /// With `dh` and `dc` the gradients of `h'` and of `c'` from the step after:
  ///
  ///     dc' = dc + dh⊙o⊙(1 − tanh²c')
  ///     di = dc'⊙g⊙i⊙(1−i)     df = dc'⊙c⊙f⊙(1−f)
  ///     dg = dc'⊙i⊙(1−g²)      do = dh⊙tanh(c')⊙o⊙(1−o)
  ///     dc ← dc'⊙f             dh ← [di df dg do]·U
  static func backward<S>(_ pass: LayerPass<S>, step t: Int) {
    pass.kernels.lstmBackward(
      pass.rows(of: t), pass.hiddenSize, pass.gates(t, 4), pass.cellBefore(t), pass.kept(t),
      pass.tape.dhidden, pass.tape.dcell)
    pass.backRecurrentProduct(step: t)
  }

  static func addWeightGradients<S>(_ pass: LayerPass<S>, over block: Range<Int>) {
    pass.addPlainWeightGradients(gates: 4, over: block)
  }
}
