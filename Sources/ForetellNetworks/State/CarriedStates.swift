/// Where a batch's states begin and where it leaves the new ones: `[L, B, H]`, of the whole batch.
struct CarriedStates<S: BinaryFloatingPoint & Sendable>: @unchecked Sendable {
  let hidden: UnsafeMutablePointer<S>
  /// Nil for cells without a second state.
  let cell: UnsafeMutablePointer<S>?
  /// B.
  let rows: Int
}

extension ShardPass {
  /// Runs a layer from zero states, or from the carried ones, in whose place it leaves the last.
  func runForward(_ layer: Int) {
    guard let carried else {
      for pass in passes(of: layer) { pass.run(configuration.cell, .forward) }
      return
    }
    let pass = layerPass(layer)
    let place = (layer * carried.rows + firstRow) * configuration.hiddenSize
    let hidden = carried.hidden + place
    pass.hidden(0).update(from: hidden, count: stateCount)
    let cell = pass.tape.hasCellState ? carried.cell.map { $0 + place } : nil
    if let cell { pass.cell(0).update(from: cell, count: stateCount) }
    pass.run(configuration.cell, .advance)
    hidden.update(from: pass.hidden(steps), count: stateCount)
    cell?.update(from: pass.cell(steps), count: stateCount)
  }

  /// Runs a layer back from zero gradients of its last states, or from the carried ones, in whose place it
  /// leaves those of its first.
  func runBackward(_ layer: Int, dinput: UnsafeMutablePointer<S>?) {
    let adds =
      configuration.hasJunctions && configuration.shortcut(beginningAt: layer) != nil
    guard let dcarried else {
      for var pass in passes(of: layer) {
        pass.addsToInputGradient = pass.isReversed || adds
        pass.run(configuration.cell, .backward(dinput: dinput))
      }
      return
    }
    var pass = layerPass(layer)
    pass.addsToInputGradient = adds
    let tape = pass.tape
    let place = (layer * dcarried.rows + firstRow) * configuration.hiddenSize
    let dhidden = dcarried.hidden + place
    let dcell = tape.hasCellState ? dcarried.cell.map { $0 + place } : nil
    tape.gradient.values.update(repeating: 0, count: tape.gradient.count)
    tape.dhidden.update(from: dhidden, count: stateCount)
    if let dcell { tape.dcell.update(from: dcell, count: stateCount) }
    pass.run(configuration.cell, .retreat(dinput: dinput))
    dhidden.update(from: tape.dhidden, count: stateCount)
    dcell?.update(from: tape.dcell, count: stateCount)
  }
}
