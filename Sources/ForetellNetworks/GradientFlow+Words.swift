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
        + " \(layer.states.count) steps of \(span); a smaller --clip-norm, a lower --learning-rate, a shorter"
        + " window (--input-size), or an LSTM or GRU where this is a vanilla RNN, helps"
    }
    return
      "gradients vanish\(place): after \(layer.reach) of \(span)’s \(layer.states.count) steps less than"
      + " 1 % of one is left, so nothing is learned from what lies farther back; a shorter window (--input-size),"
      + " layers that look several steps back (--dilations, of lstm and its kin), or an LSTM or GRU where this is a"
      + " vanilla RNN, helps"
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
