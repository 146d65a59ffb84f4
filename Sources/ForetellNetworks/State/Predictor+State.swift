extension Predictor {
  /// The outputs for windows that go on from given states.
  ///
  /// A sequence in pieces gives the bits that it gives as a whole.
  ///
  /// - Parameter state: where each row begins; afterwards where it ended.
  /// - Throws: ``NetworkError`` with `.state` where it is of another network or number of rows.
  public func outputs(
    for inputs: [Float], from state: inout RecurrentState<Float>, parameters: Parameters<Float>
  ) throws(NetworkError) -> [Float] {
    try state.check(fits: network, rows: rows)
    check(inputs, parameters)
    return state.withPointers { carried in
      computation.outputs(
        for: inputs, parameters: parameters, carried: carried, engine: engine)
    }
  }
}
