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
      pass.rows(of: t), pass.hiddenSize, pass.gates(t, 3), pass.kept(t), pass.before(t),
      tape.dhidden,
      pass.drecurrent(t, 3))
    let weight = pass.weights.recurrentTransposed
    pass.sendBack(
      step: t, pass.drecurrent(t, 3), stride: weight.rows, by: weight, accumulate: true)
  }

  static func addWeightGradients<S>(_ pass: LayerPass<S>, over block: Range<Int>) {
    let (width, shape) = (3 * pass.hiddenSize, pass.tape.gradient.shape)
    pass.addProducts(
      over: block, of: 0..<shape.firstHidden, with: pass.gates(block.lowerBound, 3), stride: width,
      columns: width)
    pass.addProducts(
      over: block, of: shape.firstHidden..<shape.rows, with: pass.drecurrent(block.lowerBound, 3),
      stride: width, columns: width)
  }
}
