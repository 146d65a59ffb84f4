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

extension GradientFlow {
  /// Whether training can learn from what lies far back in a window.
  public enum Diagnosis: String, Codable, Hashable, Sendable {
    case sound
    /// Less than 10⁻⁸ of a gradient is left from one end of a window to the other.
    case vanishing
    /// A gradient becomes a thousand times longer on the way.
    case exploding
  }

  /// The layer that says most about how far the gradient reaches: of all passes the one that keeps most, or, where one
  /// makes it explode, that; of two parts the worse one.
  private var telling: Layer? {
    let parts: [Part?] = [nil, .encoder, .decoder]
    let best = parts.compactMap { part in
      layers.filter { $0.part == part }.max { $0.retained < $1.retained }
    }
    return best.first { !($0.retained <= 1e3) } ?? best.min { $0.retained < $1.retained }
  }

  public var diagnosis: Diagnosis {
    guard let retained = telling?.retained else { return .sound }
    if !(retained <= 1e3) { return .exploding }
    return retained < 1e-8 ? .vanishing : .sound
  }

  /// What the diagnosis means, and what helps; nil where all is well.
  public var warning: String? {
    guard let layer = telling, diagnosis != .sound else { return nil }
    let part = layer.part.map { " in the \($0.rawValue)" } ?? ""
    let place = part + (member.map { " in \($0)" } ?? "")
    let span = layer.part == .decoder ? "the horizon" : "a window"
    if diagnosis == .exploding {
      return
        "gradients explode\(place): one becomes \(Int(min(layer.retained, 1e15))) times longer over the"
        + " \(layer.states.count) steps of \(span); clipping them (clipNorm in a --config), a lower"
        + " --learning-rate, an LSTM or GRU in the place of a vanilla RNN, or a shorter window helps"
    }
    return
      "gradients vanish\(place): after \(layer.reach) of \(span)’s \(layer.states.count) steps less than"
      + " 1 % of one is left, so nothing is learned from what lies farther back; an LSTM or GRU in the"
      + " place of a vanilla RNN, or fewer steps with more values each, helps"
  }

  /// A line for a log.
  public var summary: String {
    func number(_ value: Double) -> String {
      guard value.isFinite, value != 0 else { return "\(value)" }
      let exponent = Int(Elementary.logarithm10(abs(value)).rounded(.down))
      let digits = (value / Elementary.power(10, Double(exponent)) * 10).rounded() / 10
      return "\(digits)e\(exponent)"
    }
    var parts: [String] = []
    for layer in layers {
      let first = number(layer.states.first ?? 0)
      let last = number(layer.states.last ?? 0)
      let weights = number(layer.parameters)
      let reach = "1 % left after \(layer.reach) of \(layer.states.count) steps back"
      parts.append(
        "\(layer.name): ‖∂L/∂h‖ \(first) at the first step, \(last) at the last, \(reach), weights \(weights)"
      )
    }
    parts.append("head \(number(head))")
    let whose = member.map { " of \($0)" } ?? ""
    return "gradient at step \(step)\(whose): " + parts.joined(separator: "; ")
  }
}

extension GradientFlow.Layer {
  /// What it is called, such as ‘encoder layer 1 backward’.
  public var name: String {
    let place = part.map { "\($0.rawValue) " } ?? ""
    return "\(place)layer \(layer + 1)\(isReversed ? " backward" : "")"
  }
}

extension GradientFlow.Member: CustomStringConvertible {
  public var description: String { "network \(number) (\(name))" }
}

extension GradientFlow {
  init<S: BinaryFloatingPoint>(
    _ network: RecurrentNetwork, step: Int, steps: Int, shards: [FlowTape],
    _ gradient: ArraySlice<S>, part: Part? = nil
  ) {
    let (configuration, layout) = (network.configuration, network.layout)
    func norm(_ range: Range<Int>) -> Double {
      var sum = 0.0
      for value in gradient.dropFirst(range.lowerBound).prefix(range.count) {
        sum += Double(value) * Double(value)
      }
      return sum.squareRoot()
    }
    self.step = step
    layers = (0..<configuration.passes).map { place in
      let parts = shards.map { $0.pass(place) }
      let views = layout.layer(place)
      let weights = views.inputWeight.offset..<views.recurrentBias.range.upperBound
      func root(_ t: Int, _ values: (FlowTape.Pass) -> UnsafeMutablePointer<Double>) -> Double {
        parts.reduce(0.0) { $0 + values($1)[t] }.squareRoot()
      }
      let isReversed = place % configuration.directions == 1
      let states = (0..<steps).map { root($0, \.states) }
      let whole = (0..<steps).map { root($0, \.whole) }
      let carried = (0..<steps).map { root($0, \.carried) }
      let dilation = configuration.dilation(
        of: place / configuration.directions, steps: steps)
      func jumps(_ norms: [Double]) -> [Double] {
        Self.joined(isReversed ? norms : norms.reversed(), by: dilation)
      }
      let left = Self.left(jumps(whole), jumps(carried))
      return Layer(
        layer: place / configuration.directions, isReversed: isReversed, states: states,
        retained: left.last ?? 1, reach: dilation * left.prefix { $0 >= 0.01 }.count,
        parameters: norm(weights), part: part)
    }
    head = norm(layout.headWeight.offset..<layout.count)
  }

  /// Norms over `count` steps at a time, from where the pass ended.
  private static func joined(_ norms: [Double], by count: Int) -> [Double] {
    guard count > 1 else { return norms }
    return stride(from: 0, to: norms.count, by: count).map { first in
      norms[first..<min(first + count, norms.count)].reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
  }

  /// What is left of a gradient 1, 2, … jumps back from where the pass ended.
  private static func left(_ whole: [Double], _ carried: [Double]) -> [Double] {
    var (left, result) = (1.0, [Double]())
    for (whole, part) in zip(whole, carried.dropFirst()) {
      left *= whole > 0 ? part / whole : 1
      result.append(left)
    }
    return result
  }
}
