// Which cell's loop runs.
extension LayerPass {
  func forward(_ cell: CellKind) {
    switch cell {
    case .rnn: RecurrentLayer<ElmanCell>.forward(self)
    case .rnnReLU: RecurrentLayer<ElmanReLUCell>.forward(self)
    case .lstm: RecurrentLayer<LSTMCell>.forward(self)
    case .gru: RecurrentLayer<GRUCell>.forward(self)
    case .gruResetBefore: RecurrentLayer<GRUResetBeforeCell>.forward(self)
    }
  }

  func advance(_ cell: CellKind) {
    switch cell {
    case .rnn: RecurrentLayer<ElmanCell>.advance(self)
    case .rnnReLU: RecurrentLayer<ElmanReLUCell>.advance(self)
    case .lstm: RecurrentLayer<LSTMCell>.advance(self)
    case .gru: RecurrentLayer<GRUCell>.advance(self)
    case .gruResetBefore: RecurrentLayer<GRUResetBeforeCell>.advance(self)
    }
  }

  func backward(_ cell: CellKind, dinput: UnsafeMutablePointer<S>?) {
    switch cell {
    case .rnn: RecurrentLayer<ElmanCell>.backward(self, dinput: dinput)
    case .rnnReLU: RecurrentLayer<ElmanReLUCell>.backward(self, dinput: dinput)
    case .lstm: RecurrentLayer<LSTMCell>.backward(self, dinput: dinput)
    case .gru: RecurrentLayer<GRUCell>.backward(self, dinput: dinput)
    case .gruResetBefore: RecurrentLayer<GRUResetBeforeCell>.backward(self, dinput: dinput)
    }
  }

  func retreat(_ cell: CellKind) {
    switch cell {
    case .rnn: RecurrentLayer<ElmanCell>.retreat(self, dinput: nil)
    case .rnnReLU: RecurrentLayer<ElmanReLUCell>.retreat(self, dinput: nil)
    case .lstm: RecurrentLayer<LSTMCell>.retreat(self, dinput: nil)
    case .gru: RecurrentLayer<GRUCell>.retreat(self, dinput: nil)
    case .gruResetBefore: RecurrentLayer<GRUResetBeforeCell>.retreat(self, dinput: nil)
    }
  }
}
