/// How the gradient of the loss reached the states and weights of a network in one step of training.
///
/// Of a stack that is unrolled over T steps,
///
///     states[t]  = ‖∂L/∂h_t‖                       over all rows and units
///     carried[t] = ‖∂L/∂h_t‖ without what reached h_t at its own step, from above
///     retained   = Π carried[t] / states[t+1]      over the steps from the last to the first
///
/// so that retained tells what is left of a gradient that sets out at the last step when it comes to the first. Where the
/// loss sees the last step alone that is ‖∂L/∂h_1‖/‖∂L/∂h_T‖ of the top layer, exactly; where it sees every step, an
/// estimate from one step to the next. Source: Bengio, Simard & Frasconi 1994; Pascanu, Mikolov & Bengio 2013.
public struct GradientFlow: Codable, Hashable, Sendable {
  /// One pass of a layer through time.
  public struct Layer: Codable, Hashable, Sendable {
    /// From 0, the lowest.
    public let layer: Int
    /// Whether it runs from the last step to the first.
    public let isReversed: Bool
    /// `[T]`, in the order of time.
    public let states: [Double]
    public let carried: [Double]
    /// The norm of the gradient of its weights and biases.
    public let parameters: Double
  }

  /// The step of training, from 0.
  public let step: Int
  /// A value a pass: those of a layer that runs both ways follow each other.
  public let layers: [Layer]
  /// The norm of the gradient of all other parameters, as of the head.
  public let head: Double

  public init(step: Int, layers: [Layer], head: Double) {
    self.step = step
    self.layers = layers
    self.head = head
  }
}

extension GradientFlow.Layer {
  /// carried[t]/states[t+1] from the step the pass ended with on: what one step back leaves of a gradient.
  private var factors: [Double] {
    let (states, carried) = isReversed ? (states, carried) : (states.reversed(), carried.reversed())
    return zip(states, carried.dropFirst()).map { $0 > 0 ? $1 / $0 : 1 }
  }

  /// What is left at the step the pass began with of a gradient that set out where it ended.
  public var retained: Double { factors.reduce(1, *) }

  /// Steps back over which at least `share` of a gradient is left.
  public func reach(ofShare share: Double = 0.01) -> Int {
    var left = 1.0
    for (steps, factor) in factors.enumerated() {
      left *= factor
      if left < share { return steps }
    }
    return factors.count
  }
}

extension GradientFlow {
  init<S>(
    _ network: RecurrentNetwork, step: Int, steps: Int, shards: [FlowTape],
    _ gradient: Parameters<S>
  ) {
    let (configuration, layout) = (network.configuration, network.layout)
    func norm(_ values: some Sequence<S>) -> Double {
      values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    self.step = step
    layers = (0..<configuration.passes).map { place in
      let parts = shards.map { $0.pass(place) }
      let views = layout.layer(place)
      let weights = views.inputWeight.offset..<views.recurrentBias.range.upperBound
      func root(_ t: Int, _ values: (FlowTape.Pass) -> UnsafeMutablePointer<Double>) -> Double {
        parts.reduce(0.0) { $0 + values($1)[t] }.squareRoot()
      }
      return Layer(
        layer: place / configuration.directions, isReversed: place % configuration.directions == 1,
        states: (0..<steps).map { root($0, \.states) },
        carried: (0..<steps).map { root($0, \.carried) },
        parameters: norm(gradient.values[weights]))
    }
    head = norm(gradient.values[layout.headWeight.offset...])
  }
}
