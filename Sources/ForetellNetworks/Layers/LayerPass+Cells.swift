/// A way through the steps of a layer.
enum LayerMotion<S: BinaryFloatingPoint & Sendable> {
  /// Forward from zero states, or from those that are there.
  case forward, advance
  /// Back from zero gradients, or from those that are there; see ``RecurrentLayer``.
  case backward(dinput: UnsafeMutablePointer<S>?)
  case retreat(dinput: UnsafeMutablePointer<S>?)
}

extension LayerPass {
  /// Runs the loop of a cell; a switch, so that the compiler makes a loop for each.
  func run(_ cell: CellKind, _ motion: LayerMotion<S>) {
    switch cell {
    case .rnn: run(ElmanCell.self, motion)
    case .rnnReLU: run(ElmanReLUCell.self, motion)
    case .lstm: run(LSTMCell.self, motion)
    case .gru: run(GRUCell.self, motion)
    case .gruResetBefore: run(GRUResetBeforeCell.self, motion)
    }
  }

  private func run<Cell: RecurrentCell>(_: Cell.Type, _ motion: LayerMotion<S>) {
    switch motion {
    case .forward: RecurrentLayer<Cell>.forward(self)
    case .advance: RecurrentLayer<Cell>.advance(self)
    case .backward(let dinput): RecurrentLayer<Cell>.backward(self, dinput: dinput)
    case .retreat(let dinput): RecurrentLayer<Cell>.retreat(self, dinput: dinput)
    }
  }
}
