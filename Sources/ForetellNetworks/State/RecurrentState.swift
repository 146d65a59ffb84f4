/// What a network remembers between two steps: the states of all its layers, for rows side by side.
///
/// It belongs to a network's configuration, and one of another is refused. Which *parameters* made it is not
/// known here; whoever keeps states apart from parameters says that beside them.
public struct RecurrentState<Scalar: BinaryFloatingPoint & Sendable>: Hashable, Sendable {
  /// The shape of the network whose state it is.
  public let configuration: NetworkConfiguration
  /// B, the rows.
  public let rows: Int
  /// h, `[L, B, H]`.
  public private(set) var hidden: [Scalar]
  /// The LSTM's s (c in most books), `[L, B, H]`; empty for the other cells.
  public private(set) var cell: [Scalar]

  /// Before the first step: zeros.
  public init(zerosFor network: RecurrentNetwork, rows: Int = 1) {
    configuration = network.configuration
    self.rows = rows
    hidden = Array(repeating: 0, count: configuration.stateCount(rows: rows))
    cell = configuration.cell.tapeNeeds.cellState ? hidden : []
  }

  /// States read from elsewhere.
  ///
  /// - Throws: ``NetworkError`` with `.state` where an array is not `[L, B, H]`.
  public init(
    of configuration: NetworkConfiguration, rows: Int, hidden: [Scalar], cell: [Scalar] = []
  ) throws(NetworkError) {
    let count = configuration.stateCount(rows: rows)
    let cells = configuration.cell.tapeNeeds.cellState ? count : 0
    guard rows > 0, hidden.count == count, cell.count == cells else {
      throw NetworkError(
        .state,
        "the state has \(hidden.count) hidden and \(cell.count) cell values where \(rows) rows of"
          + " \(configuration.stateSummary) have \(count) and \(cells)")
    }
    self.configuration = configuration
    self.rows = rows
    self.hidden = hidden
    self.cell = cell
  }

  /// Sets rows back to zero, where a sequence begins anew.
  public mutating func restart(_ row: Int) {
    precondition((0..<rows).contains(row), "no such row")
    let width = configuration.hiddenSize
    for layer in 0..<configuration.layers {
      for place in (layer * rows + row) * width..<(layer * rows + row + 1) * width {
        hidden[place] = 0
        if !cell.isEmpty { cell[place] = 0 }
      }
    }
  }

  /// Refuses to go on with another network's state, or with that of another number of rows.
  ///
  /// - Throws: ``NetworkError`` with `.state`.
  public func check(fits network: RecurrentNetwork, rows: Int) throws(NetworkError) {
    guard configuration == network.configuration else {
      throw NetworkError(
        .state,
        "this is the state of another model: of \(configuration.stateSummary), where the network is"
          + " \(network.configuration.stateSummary)",
        remedy: "begin with zeros, or go on with the model that made it")
    }
    guard configuration.direction == .forward else {
      throw NetworkError(
        .state, "a network that runs both ways has no state to go on from",
        remedy: "its backward half begins at the end of the window: use a forward network")
    }
    guard !configuration.isDilated else {
      throw NetworkError(
        .state, "a network of dilated layers has no single state to go on from",
        remedy:
          "a layer of dilation d goes on from its last d states: use layers that look one step back"
      )
    }
    guard self.rows == rows else {
      throw NetworkError(
        .state, "the state has \(self.rows) rows where there are \(rows)",
        remedy: "a row of inputs goes with a row of the state")
    }
  }
}

extension RecurrentState {
  /// The arrays where they lie, to begin with and to leave the new ones in.
  mutating func withPointers<Result>(_ body: (CarriedStates<Scalar>) -> Result) -> Result {
    let rows = rows
    return hidden.withUnsafeMutableBufferPointer { hidden in
      cell.withUnsafeMutableBufferPointer { cell in
        guard let start = hidden.baseAddress else {
          preconditionFailure("a network has at least one layer of one unit")
        }
        return body(CarriedStates(hidden: start, cell: cell.baseAddress, rows: rows))
      }
    }
  }

  /// Takes another's numbers over without new memory.
  mutating func copy(_ other: RecurrentState) {
    for i in hidden.indices { hidden[i] = other.hidden[i] }
    for i in cell.indices { cell[i] = other.cell[i] }
  }
}

extension NetworkConfiguration {
  /// Elements of the hidden states of all layers.
  func stateCount(rows: Int) -> Int { layers * rows * hiddenSize }

  /// What tells two networks apart, in words.
  var stateSummary: String {
    "\(layers) × \(hiddenSize) \(cell.rawValue) units, \(inputSize) in and \(outputSize) out"
  }
}
