/// A chain of methods fitted on a slice of history, with its exact inverse.
///
/// Every link is strictly increasing, so quantiles keep their order under ``restore(_:)``.
public struct Normalizer: Hashable, Sendable, Codable {
  /// What one fitted method does.
  public enum Map: Hashable, Sendable, Codable {
    /// `z = (x − offset) / scale`
    case affine(offset: Double, scale: Double)
    /// `z = ln x`; values that are not positive count as the smallest positive number.
    case logarithm
    /// `z = sign(x)·ln(1 + |x|/scale)`
    case symmetricLogarithm(scale: Double)

    @inline(__always)
    func forward(_ x: Double) -> Double {
      switch self {
      case .affine(let offset, let scale): (x - offset) / scale
      case .logarithm: x.isNaN ? x : Elementary.ln(max(x, .leastNonzeroMagnitude))
      case .symmetricLogarithm(let scale):
        x < 0 ? -Elementary.ln1p(-x / scale) : Elementary.ln1p(x / scale)
      }
    }

    @inline(__always)
    func inverse(_ z: Double) -> Double {
      switch self {
      case .affine(let offset, let scale): z * scale + offset
      case .logarithm: Elementary.exp(z)
      case .symmetricLogarithm(let scale):
        z < 0 ? -Elementary.expm1(-z) * scale : Elementary.expm1(z) * scale
      }
    }
  }

  /// The fitted methods in order.
  public let maps: [Map]

  public init(maps: [Map]) { self.maps = maps }

  /// Does nothing.
  public static let identity = Normalizer(maps: [])

  /// Fits methods one after the other, each on what the ones before leave of the slice.
  ///
  /// - Parameter slice: history alone: whatever is fitted here must not see what is to be forecast.
  public init(_ methods: [NormalizationMethod], fittedTo slice: some Collection<Double>) {
    guard !methods.isEmpty else {
      self = .identity
      return
    }
    var values = slice.filter { !$0.isNaN }
    var maps: [Map] = []
    for method in methods {
      let map = method.fitted(to: values)
      maps.append(map)
      for index in values.indices { values[index] = map.forward(values[index]) }
    }
    self.maps = maps
  }

  /// Whether a raw value lies where the chain can be inverted.
  ///
  /// All do, NaN too, but for a logarithm's zero and below.
  public func accepts(_ raw: Double) -> Bool { maps.first != .logarithm || !(raw <= 0) }

  /// A raw value on the network's scale; NaN stays NaN.
  public func normalize(_ raw: Double) -> Normalized {
    Normalized(maps.reduce(raw) { $1.forward($0) })
  }

  /// A value of the network's scale as a raw one.
  public func restore(_ normalized: Normalized) -> Double {
    maps.reversed().reduce(normalized.value) { $1.inverse($0) }
  }

  /// This chain followed by another.
  public func followed(by next: Normalizer) -> Normalizer { Normalizer(maps: maps + next.maps) }
}
