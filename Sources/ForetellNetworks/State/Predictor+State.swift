extension Predictor {
  /// The outputs for windows that go on from given states.
  ///
  /// A sequence in pieces gives the bits that it gives as a whole.
  ///
  /// - Parameter categories: a row of each embedding, `[T, B, C]`; empty where there are none.
  /// - Parameter state: where each row begins; afterwards where it ended.
  /// - Throws: ``NetworkError`` with `.state` where it is of another network or number of rows.
  public func outputs(
    for inputs: [Float], categories: [Int32] = [], from state: inout RecurrentState<Float>,
    parameters: Parameters<Float>
  ) throws(NetworkError) -> [Float] {
    try state.check(fits: network, rows: rows)
    check(inputs, categories, parameters)
    return state.withPointers { carried in
      computation.outputs(
        for: inputs, categories: categories, parameters: parameters, carried: carried,
        engine: engine)
    }
  }
}
