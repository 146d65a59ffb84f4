/// Which recurrent cell a network is made of.
public enum CellKind: String, Codable, Sendable, CaseIterable {
  /// Elman's network with tanh.
  case rnn
  /// Elman's network with max(0, ·).
  case rnnReLU = "rnn-relu"
  case lstm
  /// The gated recurrent unit as PyTorch and cuDNN compute it: reset after the product.
  case gru
  /// The gated recurrent unit of the textbooks: reset before the product.
  case gruResetBefore = "gru-reset-before"

  /// Blocks of `hiddenSize` rows in its weights.
  public var gateCount: Int {
    switch self {
    case .rnn, .rnnReLU: 1
    case .lstm: 4
    case .gru, .gruResetBefore: 3
    }
  }
}
