/// Which way through time the layers of a network run.
public enum Direction: Codable, Hashable, Sendable {
  /// From the first step to the last: a state knows what came before it.
  case forward
  /// Both ways, with weights of their own: what a layer gives at a step knows the whole window.
  ///
  ///     y_t = merge(h→_t, h←_t)      h→ from the first step, h← from the last
  ///
  /// Source: Schuster & Paliwal 1997.
  case bidirectional(merging: Merging)

  /// How the states of both directions become what a layer gives.
  public enum Merging: String, Codable, Hashable, Sendable, CaseIterable {
    /// Side by side, 2·H wide, as in PyTorch.
    case concatenate
    case sum
    case average
  }
}

/// Dropout by one mask for all steps of a window.
///
///     x_t ← m_x⊙x_t      a_t = W·x_t + b + U·(m_h⊙h_t) + c      m is 0 with its probability p, else 1/(1 − p)
///
/// A mask is drawn anew for each row, layer and step of training; outside training nothing is dropped. What the
/// gates keep of a state (`z⊙h` of the GRU, the LSTM's cell) is not dropped. Source: Gal & Ghahramani 2016.
public struct VariationalDropout: Codable, Hashable, Sendable {
  /// The share of what each layer receives that is dropped; the first layer's inputs too.
  public var inputs: Double
  /// The share of the state that is dropped on its way into the next step's sums.
  public var states: Double

  public init(inputs: Double = 0, states: Double = 0) {
    self.inputs = inputs
    self.states = states
  }
}

extension NetworkConfiguration {
  /// ε of layer normalization, PyTorch's.
  ///
  ///     y = γ⊙(h − mean(h)) / √(variance(h) + ε) + β      over the units of a step and row
  ///
  /// It stands between layers, and between the last and the head: after both directions have been merged, before
  /// what a residual layer received is added and before dropout. The recurrence itself stays as it is. γ begins at 1
  /// and β at 0. Source: Ba, Kiros & Hinton 2016.
  static let layerNormalizationEpsilon = 1e-5

  /// Passes through time that a layer makes.
  var directions: Int { direction == .forward ? 1 : 2 }

  /// Passes of all layers; those of a layer stand side by side.
  var passes: Int { layers * directions }

  /// Where a pass of a layer stands.
  func place(of layer: Int, isReversed: Bool = false) -> Int {
    layer * directions + (isReversed ? 1 : 0)
  }

  /// W, the width of what a layer gives.
  var stateSize: Int {
    direction == .bidirectional(merging: .concatenate) ? 2 * hiddenSize : hiddenSize
  }

  /// Whether something stands between the states of a layer and who reads them.
  var hasJunctions: Bool { direction != .forward || normalizesLayers }

  var dropsInputs: Bool { (variationalDropout?.inputs ?? 0) > 0 }
  var dropsStates: Bool { (variationalDropout?.states ?? 0) > 0 }

  /// Refuses what cannot be put together.
  func validateStack() throws(NetworkError) {
    let shares = [
      ("inputs", variationalDropout?.inputs), ("states", variationalDropout?.states),
    ]
    for case (let name, let share?) in shares where !(share >= 0 && share < 1) {
      throw NetworkError(
        .configuration, "the variational dropout of \(name) is \(share)",
        remedy: "it must be at least 0 and below 1")
    }
    try validateDilations()
    if segmentLength != nil {
      guard direction == .forward else {
        throw NetworkError(
          .configuration,
          "segments are decoded onward in time, which a backward layer has no state for",
          remedy: "use a forward network, or leave the segment length out")
      }
      guard !normalizesLayers, variationalDropout == nil else {
        throw NetworkError(
          .configuration, "segments are decoded from the bare states of the layer",
          remedy: "leave layer normalization and variational dropout out, or the segment length")
      }
    }
    switch direction {
    case .forward, .bidirectional(.concatenate): return
    case .bidirectional(.sum), .bidirectional(.average):
      guard shortcut(endingAt: layers - 1) != nil, readout == .lastStep else { return }
      throw NetworkError(
        .configuration,
        "the two directions end at different steps, so that no one input stands beside their sum",
        remedy: "concatenate the directions, read every step, or use layers that are not residual")
    }
  }
}
