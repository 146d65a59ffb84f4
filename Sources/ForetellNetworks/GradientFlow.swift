/// How the gradient of the loss reached the states and weights of a network in one step of training.
///
/// Of a stack that is unrolled over T steps,
///
///     states[t]  = ‖∂L/∂h_t‖                       over all rows and units
///     carried[t] = ‖∂L/∂(h_t, s_t)‖ as far as it came through later steps, s being the LSTM's cell
///     whole[t]   = the same with what reached h_t at its own step, from above
///     retained   = Π carried[t] / whole[t+1]       over the steps from the last to the first
///
/// so that retained tells what is left of a gradient that sets out at the last step when it comes to the first. Where the
/// loss sees the last step alone that is ‖∂L/∂h_1‖/‖∂L/∂h_T‖ of the top layer, exactly, of a cell without s; where it
/// sees every step, an estimate from one step to the next. A layer of dilation d goes d steps back at a time, and so do the
/// factors of its product, each over d steps. Source: Bengio, Simard & Frasconi 1994; Pascanu, Mikolov & Bengio 2013.
public struct GradientFlow: Codable, Hashable, Sendable {
  /// One pass of a layer through time.
  public struct Layer: Codable, Hashable, Sendable {
    /// From 0, the lowest.
    public let layer: Int
    /// Whether it runs from the last step to the first.
    public let isReversed: Bool
    /// `[T]`, in the order of time.
    public let states: [Double]
    /// What is left at the step the pass began with of a gradient that set out where it ended.
    public let retained: Double
    /// Steps back over which at least 1 % of a gradient is left.
    public let reach: Int
    /// The norm of the gradient of its weights and biases.
    public let parameters: Double
    /// Where in an encoder–decoder it stands; nil in other networks.
    public let part: Part?
  }

  /// The halves of an encoder–decoder: one reads the window, the other goes on through the horizon.
  public enum Part: String, Codable, Hashable, Sendable { case encoder, decoder }

  /// One of several networks that a model trains.
  public struct Member: Codable, Hashable, Sendable {
    /// From 1, in the order of the model.
    public let number: Int
    public let name: String

    public init(number: Int, name: String) {
      (self.number, self.name) = (number, name)
    }
  }

  /// The step of training, from 0.
  public let step: Int
  /// A value a pass: those of a layer that runs both ways follow each other.
  public let layers: [Layer]
  /// The norm of the gradient of all other parameters, as of the head.
  public let head: Double
  /// The network, where a model has networks of more than one kind.
  public var member: Member?

  public init(step: Int, layers: [Layer], head: Double) {
    self.step = step
    self.layers = layers
    self.head = head
  }

  /// That of an encoder–decoder, whose output is the decoder's.
  init(encoder: GradientFlow, decoder: GradientFlow) {
    self.init(step: decoder.step, layers: encoder.layers + decoder.layers, head: decoder.head)
  }
}
