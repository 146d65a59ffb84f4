/// What the dense head does to its sums.
public enum OutputActivation: String, Codable, Sendable, CaseIterable {
  /// Nothing.
  case linear
  /// `1/(1+e⁻ˣ)`, for targets between 0 and 1.
  case sigmoid
  /// `eˣ/Σ eˣ` over all outputs of a readout: the probabilities of classes.
  case softmax
}

/// Where the dense head reads the top layer.
public enum Readout: String, Codable, Sendable, CaseIterable {
  /// The last hidden state: many-to-one.
  case lastStep
  /// Every hidden state: many-to-many.
  case everyStep

  /// Hidden states that it reads of a window: all or one.
  func count(of steps: Int) -> Int { self == .everyStep ? steps : 1 }
}
