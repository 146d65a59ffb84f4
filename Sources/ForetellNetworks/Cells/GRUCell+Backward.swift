extension GRUCell {
  /// One step backwards.
  ///
  /// With `q = U·h + c` of the candidate and `dh` the gradient of `h'`:
  ///
  ///     dn = dh⊙(1−z)⊙(1−n²)     dz = dh⊙(h−n)⊙z⊙(1−z)     dr = dn⊙q⊙r⊙(1−r)
  ///     dh ← dh⊙z + [dr dz dn⊙r]·U
  static func backward<S>(_ pass: LayerPass<S>, step t: Int) {
    let tape = pass.tape
    pass.kernels.gruAfterBackward(
      pass.rows, pass.hiddenSize, pass.gates(t, 3), pass.kept(t), pass.hidden(t), tape.dhidden,
      pass.dgates(t, 3), pass.drecurrent(t, 3))
    let weight = pass.weights.recurrentTransposed
    pass.multiply(
      pass.drecurrent(t, 3), stride: weight.rows, by: weight, accumulate: true, into: tape.dhidden,
      stride: pass.hiddenSize)
  }

  static func addRecurrentGradients<S>(_ pass: LayerPass<S>, to gradient: UnsafeMutablePointer<S>) {
    let width = 3 * pass.hiddenSize
    pass.addWeightGradient(
      pass.tape.drecurrent, stride: width, rows: width, against: pass.tape.hidden,
      columns: pass.hiddenSize, to: gradient + pass.views.recurrentWeight.offset)
    pass.kernels.addColumnSums(
      pass.steps * pass.rows, width, pass.tape.drecurrent,
      gradient + pass.views.recurrentBias.offset)
  }
}
