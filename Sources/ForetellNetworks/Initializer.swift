internal import ForetellRandom

/// How parameters begin.
public struct Initializer: Codable, Hashable, Sendable {
  /// The law of the recurrent layers' weights.
  public enum Law: String, Codable, Sendable, CaseIterable {
    /// Uniform in ±1/√H, biases too, as PyTorch begins.
    case uniform
    /// Uniform in ±√(6/(fan in + fan out)) a gate (Glorot & Bengio 2010), biases zero.
    case glorot
    /// Input weights as `glorot`; recurrent weights orthogonal a gate (Saxe et al. 2014), biases
    /// zero.
    case orthogonal
  }

  public var law: Law
  /// The bias of the LSTM's forget gate; nil leaves what the law gives.
  ///
  /// Of its two bias vectors `bias_ih` becomes 0 and `bias_hh` this. 1 keeps early gradients alive
  /// (Gers, Schmidhuber & Cummins 2000; Jozefowicz et al. 2015).
  public var forgetBias: Double?

  public init(_ law: Law = .uniform, forgetBias: Double? = 1) {
    self.law = law
    self.forgetBias = forgetBias
  }

  /// Parameters of a network, drawn from `random`; equal for equal streams.
  func parameters(for configuration: NetworkConfiguration, random: RandomStream) -> Parameters<
    Float
  > {
    var parameters = Parameters<Float>(zerosFor: ParameterLayout(configuration))
    let layout = parameters.layout
    let hidden = configuration.hiddenSize
    for place in 0..<configuration.passes {
      let views = layout.layer(place)
      for view in [views.inputWeight, views.recurrentWeight, views.inputBias, views.recurrentBias] {
        parameters[view] = block(view, gateRows: hidden, random: random.stream(view.name))
      }
      if configuration.cell == .lstm, let forgetBias {
        let forget = hidden..<2 * hidden
        for row in forget {
          parameters.values[views.inputBias.offset + row] = 0
          parameters.values[views.recurrentBias.offset + row] = Float(forgetBias)
        }
      }
    }
    for view in [layout.headWeight, layout.headBias] {
      parameters[view] = head(
        view, hidden: configuration.stateSize, random: random.stream(view.name))
    }
    for layer in 0..<configuration.layers {
      guard let gain = layout.normalization(of: layer)?.gain else { break }
      parameters[gain] = Array(repeating: 1, count: gain.count)[...]
    }
    if let view = layout.positions {
      // Of the size of inputs whose root mean square is 1.
      let bound = 3.0.squareRoot()
      parameters[view] = Self.uniform(view.count, bound: bound, random.stream(view.name))[...]
    }
    for view in layout.embeddings {
      // Vectors of length 1 in the mean; what is unknown begins at zero.
      let bound = (3 / Double(view.shape[1])).squareRoot()
      parameters[view] = Self.uniform(view.count, bound: bound, random.stream(view.name))[...]
      for place in view.range.prefix(view.shape[1]) { parameters.values[place] = 0 }
    }
    return parameters
  }

  /// One array of a recurrent layer, gate by gate.
  private func block(_ view: ParameterView, gateRows: Int, random: RandomStream) -> ArraySlice<
    Float
  > {
    let isBias = view.shape.count == 1
    let columns = isBias ? 1 : view.shape[1]
    let gates = view.shape[0] / gateRows
    let isRecurrent = columns == gateRows && view.name.contains("weight_hh")
    return (0..<gates).flatMap { gate -> [Float] in
      let random = random.stream(gate)
      switch law {
      case .uniform:
        return Self.uniform(gateRows * columns, bound: 1 / Double(gateRows).squareRoot(), random)
      case .glorot, .orthogonal:
        if isBias { return Array(repeating: 0, count: gateRows) }
        if law == .orthogonal, isRecurrent { return Self.orthogonal(gateRows, random) }
        let bound = (6 / Double(gateRows + columns)).squareRoot()
        return Self.uniform(gateRows * columns, bound: bound, random)
      }
    }[...]
  }

  /// The dense head: uniform in ±1/√H, or Glorot's law with zero bias.
  private func head(_ view: ParameterView, hidden: Int, random: RandomStream) -> ArraySlice<Float> {
    if law == .uniform {
      return Self.uniform(view.count, bound: 1 / Double(hidden).squareRoot(), random)[...]
    }
    guard view.shape.count == 2 else { return Array(repeating: 0, count: view.count)[...] }
    let bound = (6 / Double(view.shape[0] + view.shape[1])).squareRoot()
    return Self.uniform(view.count, bound: bound, random)[...]
  }

  private static func uniform(_ count: Int, bound: Double, _ random: RandomStream) -> [Float] {
    (0..<count).map { Float((2 * random[uniformAt: $0] - 1) * bound) }
  }

  /// A random orthogonal matrix: Gram–Schmidt, twice for accuracy, on normal columns.
  private static func orthogonal(_ size: Int, _ random: RandomStream) -> [Float] {
    var rows: [[Double]] = []
    for row in 0..<size {
      var vector = (0..<size).map { normal(at: row * size + $0, random) }
      for _ in 0..<2 {
        for earlier in rows {
          let overlap = zip(earlier, vector).reduce(0) { $0 + $1.0 * $1.1 }
          for column in 0..<size { vector[column] -= overlap * earlier[column] }
        }
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      rows.append(vector.map { $0 / norm })
    }
    return rows.flatMap { $0.map(Float.init) }
  }

  /// A standard normal number: the sum of twelve uniform ones, less six.
  ///
  /// Its tails end at ±6, which
  /// a random direction does not notice.
  private static func normal(at position: Int, _ random: RandomStream) -> Double {
    (0..<12).reduce(-6) { $0 + random[uniformAt: position * 12 + $1] }
  }
}
