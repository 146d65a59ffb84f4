extension GRUResetBeforeCell {
  /// One step backwards.
  ///
  /// With `dh` the gradient of `h'`:
  ///
  ///     dn = dh⊙(1−z)⊙(1−n²)     dz = dh⊙(h−n)⊙z⊙(1−z)     e = dn·Uₙ
  ///     dr = e⊙h⊙r⊙(1−r)         dh ← dh⊙z + e⊙r + [dr dz]·Uᵣᵤ
  static func backward<S>(_ pass: LayerPass<S>, step t: Int) {
    let (tape, rows, hidden) = (pass.tape, pass.rows(of: t), pass.hiddenSize)
    let dgates = pass.gates(t, 3)
    pass.kernels.gruBeforeBackward(rows, hidden, dgates, pass.before(t), tape.dhidden)
    pass.multiply(
      step: t, dgates + 2 * hidden, stride: 3 * hidden, by: pass.weights.candidateTransposed,
      accumulate: false, into: tape.dkept, stride: hidden)
    let dentering = pass.beginEnteringGradient()
    pass.kernels.gruBeforeResetBackward(
      rows, hidden, dgates, pass.entering(t), tape.dkept, dentering)
    pass.multiply(
      step: t, dgates, stride: 3 * hidden, by: pass.weights.recurrentTransposed, accumulate: true,
      into: dentering, stride: hidden)
    pass.endEnteringGradient(step: t)
  }

  static func addWeightGradients<S>(_ pass: LayerPass<S>, over block: Range<Int>) {
    let (tape, hidden, shape) = (pass.tape, pass.hiddenSize, pass.tape.gradient.shape)
    let dgates = pass.gates(block.lowerBound, 3)
    pass.addProducts(
      over: block, of: 0..<shape.firstHidden, with: dgates, stride: 3 * hidden,
      columns: 3 * hidden)
    pass.addProducts(
      over: block, of: shape.firstHidden..<shape.recurrentBias, with: dgates, stride: 3 * hidden,
      columns: 2 * hidden)
    // The candidate was multiplied with r⊙h, not with h.
    pass.kernels.outerProduct(
      hidden, hidden, pass.rows(of: block), pass.kept(block.lowerBound), hidden,
      dgates + 2 * hidden, 3 * hidden, tape.gradient.row(shape.firstHidden) + 2 * hidden,
      shape.stride, tape.scratch)
  }
}
