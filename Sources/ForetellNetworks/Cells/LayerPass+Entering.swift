// What enters a step and what leaves it. All arrays stand in the order of time, whichever way the pass runs: a reversed
// one enters step t with state t+1 and leaves it with state t, so that nothing has to be turned round.
extension LayerPass {
  func before(_ t: Int) -> UnsafeMutablePointer<S> { hidden(isReversed ? t + 1 : t) }
  func after(_ t: Int) -> UnsafeMutablePointer<S> { hidden(isReversed ? t : t + 1) }
  func cellBefore(_ t: Int) -> UnsafeMutablePointer<S> { cell(isReversed ? t + 1 : t) }
  func cellAfter(_ t: Int) -> UnsafeMutablePointer<S> { cell(isReversed ? t : t + 1) }

  /// The state as it enters the sums: some of it dropped in training with variational dropout.
  func entering(_ t: Int) -> UnsafeMutablePointer<S> {
    guard let stateMask else { return before(t) }
    tape.masked.update(from: before(t), count: count(of: t))
    kernels.multiply(count(of: t), stateMask, tape.masked)
    return tape.masked
  }

  /// The gradient of the state that entered the sums, onto `dhidden`: `dhidden = a·w`, or `+=`.
  func sendBack(
    step t: Int, _ a: UnsafePointer<S>, stride: Int, by weight: PackedMatrix<S>, accumulate: Bool
  ) {
    guard let stateMask else {
      return multiply(
        step: t, a, stride: stride, by: weight, accumulate: accumulate, into: tape.dhidden,
        stride: hiddenSize)
    }
    let count = count(of: t)
    multiply(
      step: t, a, stride: stride, by: weight, accumulate: false, into: tape.masked,
      stride: hiddenSize)
    kernels.multiply(count, stateMask, tape.masked)
    if !accumulate { tape.dhidden.update(repeating: 0, count: count) }
    kernels.add(count, tape.masked, tape.dhidden)
  }

  /// Where a cell with two products adds up the gradient of the state that entered them.
  func beginEnteringGradient() -> UnsafeMutablePointer<S> {
    guard stateMask != nil else { return tape.dhidden }
    tape.dmasked.update(repeating: 0, count: stateCount)
    return tape.dmasked
  }

  func endEnteringGradient(step t: Int) {
    guard let stateMask else { return }
    kernels.multiply(count(of: t), stateMask, tape.dmasked)
    kernels.add(count(of: t), tape.dmasked, tape.dhidden)
  }
}
