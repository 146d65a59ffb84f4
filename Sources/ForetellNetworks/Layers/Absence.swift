/// Which rows of a shard have no input at a step: their state stays as it is, and so does its gradient.
///
///     h' = h, s' = s      dh = dh', ds = ds'      no part in any weight's gradient
///
/// h is the state that would have entered: that of d steps ago in a layer of dilation d.
struct Absence<S: BinaryFloatingPoint & Sendable> {
  /// `[T, batch]`: whether there is an input.
  let mask: UnsafePointer<Bool>
  let batchRows: Int
  let firstRow: Int
  let saved: AbsenceTape<S>

  func isAbsent(_ row: Int, step: Int) -> Bool { !mask[step * batchRows + firstRow + row] }
}

/// Gradients of the states of absent rows, while the others take a step back.
final class AbsenceTape<S: BinaryFloatingPoint & Sendable> {
  /// `[d·B, H]` each, for the largest dilation d.
  let dhidden: UnsafeMutablePointer<S>
  let dcell: UnsafeMutablePointer<S>
  private let arena: Arena<S>

  init(rows: Int, hiddenSize: Int) {
    var plan = ArenaPlan()
    let slots = (plan.reserve(rows * hiddenSize), plan.reserve(rows * hiddenSize))
    arena = Arena(plan)
    dhidden = arena[slots.0]
    dcell = arena[slots.1]
  }
}

extension LayerPass {
  private func forEachAbsentRow(of step: Int, _ body: (Int) -> Void) {
    guard let absence else { return }
    if dilation == 1 {
      for row in 0..<rows where absence.isAbsent(row, step: step) { body(row) }
    } else {
      let batch = rows / dilation
      for row in 0..<rows(of: step)
      where absence.isAbsent(row % batch, step: step * dilation + row / batch) { body(row) }
    }
  }

  /// After a step forward: absent rows get back the state they had.
  func holdAbsent(step t: Int) {
    forEachAbsentRow(of: t) { row in
      let start = row * hiddenSize
      (after(t) + start).update(from: before(t) + start, count: hiddenSize)
      guard tape.hasCellState else { return }
      (cellAfter(t) + start).update(from: cellBefore(t) + start, count: hiddenSize)
    }
  }

  /// Before a step back: keeps the gradients of absent rows.
  func saveAbsent(step t: Int) {
    guard let saved = absence?.saved else { return }
    forEachAbsentRow(of: t) { row in
      let start = row * hiddenSize
      (saved.dhidden + start).update(from: tape.dhidden + start, count: hiddenSize)
      guard tape.hasCellState else { return }
      (saved.dcell + start).update(from: tape.dcell + start, count: hiddenSize)
    }
  }

  /// After a step back: gives them back, and takes absent rows out of the weights' gradient.
  func restoreAbsent(step t: Int, gates count: Int, hasRecurrentGradient: Bool) {
    guard let saved = absence?.saved else { return }
    let width = count * hiddenSize
    forEachAbsentRow(of: t) { row in
      let start = row * hiddenSize
      (tape.dhidden + start).update(from: saved.dhidden + start, count: hiddenSize)
      (gates(t, count) + row * width).update(repeating: 0, count: width)
      if hasRecurrentGradient {
        (drecurrent(t, count) + row * width).update(repeating: 0, count: width)
      }
      guard tape.hasCellState else { return }
      (tape.dcell + start).update(from: saved.dcell + start, count: hiddenSize)
    }
  }
}

extension Tape {
  /// The absences of the shard's rows, with room for what is saved of them.
  func absence(
    _ mask: UnsafePointer<Bool>, batchRows: Int, firstRow: Int, hiddenSize: Int
  ) -> Absence<S> {
    let widest = layers.map(\.dilation).max() ?? 1
    let saved = absence ?? AbsenceTape(rows: widest * rows, hiddenSize: hiddenSize)
    absence = saved
    return Absence(mask: mask, batchRows: batchRows, firstRow: firstRow, saved: saved)
  }
}

extension ShardPass {
  /// What stands in the place of a missing input may be anything, and 0·NaN would be NaN.
  func clearAbsentInputs() {
    guard let absence else { return }
    let width = configuration.inputSize(of: 0)
    for step in 0..<steps {
      for row in 0..<rows where absence.isAbsent(row, step: step) {
        (tape.layers[0].input + (step * rows + row) * width).update(repeating: 0, count: width)
      }
    }
  }
}
