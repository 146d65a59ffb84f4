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

/// What the dense head does to its sums.
public enum OutputActivation: String, Codable, Sendable, CaseIterable {
  /// Nothing.
  case linear
  /// `1/(1+e⁻ˣ)`, for targets between 0 and 1.
  case sigmoid
}

/// Where the dense head reads the top layer.
public enum Readout: String, Codable, Sendable, CaseIterable {
  /// The last hidden state: many-to-one.
  case lastStep
  /// Every hidden state: many-to-many.
  case everyStep
}

/// The shape of a recurrent network: a stack of layers of one cell, and a dense head.
public struct NetworkConfiguration: Codable, Hashable, Sendable {
  public var cell: CellKind
  /// F, the features of a step.
  public var inputSize: Int
  /// H, the size of the state.
  public var hiddenSize: Int
  /// L, how many layers are stacked.
  public var layers: Int
  /// The share of a layer's outputs that is dropped on the way to the next layer while training.
  public var dropout: Double
  /// O, the numbers the head gives.
  public var outputSize: Int
  public var output: OutputActivation
  public var readout: Readout
  public var initializer: Initializer

  public init(
    cell: CellKind = .lstm, inputSize: Int = 1, hiddenSize: Int, layers: Int = 1,
    dropout: Double = 0, outputSize: Int, output: OutputActivation = .linear,
    readout: Readout = .lastStep, initializer: Initializer = Initializer()
  ) {
    self.cell = cell
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.dropout = dropout
    self.outputSize = outputSize
    self.output = output
    self.readout = readout
    self.initializer = initializer
  }

  /// Refuses sizes that no network has.
  ///
  /// - Throws: ``NetworkError`` with `.configuration`.
  public func validate() throws(NetworkError) {
    let sizes = [
      ("input size", inputSize, 1...65_536), ("hidden size", hiddenSize, 1...16_384),
      ("number of layers", layers, 1...64), ("output size", outputSize, 1...65_536),
    ]
    for (name, size, range) in sizes where !range.contains(size) {
      throw NetworkError(
        .configuration, "the \(name) is \(size)",
        remedy: "it must lie within \(range.lowerBound) … \(range.upperBound)")
    }
    guard dropout >= 0, dropout < 1 else {
      throw NetworkError(
        .configuration, "the dropout is \(dropout)", remedy: "it must be at least 0 and below 1")
    }
  }

  /// Features that a layer receives.
  func inputSize(of layer: Int) -> Int { layer == 0 ? inputSize : hiddenSize }
}
