extension GRUResetBeforeCell {
  /// One step backwards.
  ///
  /// With `dh` the gradient of `h'`:
  ///
  ///     dn = dh⊙(1−z)⊙(1−n²)     dz = dh⊙(h−n)⊙z⊙(1−z)     e = dn·Uₙ
  ///     dr = e⊙h⊙r⊙(1−r)         dh ← dh⊙z + e⊙r + [dr dz]·Uᵣᵤ
  static func backward<S>(_ pass: LayerPass<S>, step t: Int) {
    let (tape, hidden) = (pass.tape, pass.hiddenSize)
    let dgates = pass.dgates(t, 3)
    pass.kernels.gruBeforeBackward(
      pass.rows, hidden, pass.gates(t, 3), pass.hidden(t), tape.dhidden, dgates)
    pass.multiply(
      dgates + 2 * hidden, stride: 3 * hidden, by: pass.weights.candidateTransposed,
      accumulate: false, into: tape.dkept, stride: hidden)
    pass.kernels.gruBeforeResetBackward(
      pass.rows, hidden, pass.gates(t, 3), pass.hidden(t), tape.dkept, tape.dhidden, dgates)
    pass.multiply(
      dgates, stride: 3 * hidden, by: pass.weights.recurrentTransposed, accumulate: true,
      into: tape.dhidden, stride: hidden)
  }

  static func addRecurrentGradients<S>(_ pass: LayerPass<S>, to gradient: UnsafeMutablePointer<S>) {
    let (tape, hidden) = (pass.tape, pass.hiddenSize)
    let weight = gradient + pass.views.recurrentWeight.offset
    pass.addWeightGradient(
      tape.dgates, stride: 3 * hidden, rows: 2 * hidden, against: tape.hidden, columns: hidden,
      to: weight)
    pass.addWeightGradient(
      tape.dgates + 2 * hidden, stride: 3 * hidden, rows: hidden, against: tape.kept,
      columns: hidden, to: weight + 2 * hidden * hidden)
    pass.kernels.addColumnSums(
      pass.steps * pass.rows, 3 * hidden, tape.dgates, gradient + pass.views.recurrentBias.offset)
  }
}
