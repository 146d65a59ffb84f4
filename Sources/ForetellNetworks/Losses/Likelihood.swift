public import ForetellRandom

/// A family of distributions whose parameters a network gives, a few outputs for each target.
///
/// The outputs of a target stand side by side. With softplus(x) = ln(1 + eˣ), ε = 10⁻⁴ and the unit u of the target:
///
///     gaussian            mean u·o₀      deviation u·(softplus o₁ + ε)
///     studentT            location u·o₀  scale u·(softplus o₁ + ε)        freedom 2 + softplus o₂
///     negativeBinomial    mean u·softplus o₀    dispersion (softplus o₁ + ε)/√u
///
/// u is 1 where targets come without units. Source: Salinas, Flunkert, Gasthaus & Januschowski 2020 (DeepAR),
/// who write ν for u.
public enum Likelihood: String, Codable, Hashable, Sendable, CaseIterable {
  /// Any numbers.
  case gaussian
  /// Numbers with heavy tails.
  case studentT = "student-t"
  /// Counts whose variance is larger than their mean.
  case negativeBinomial = "negative-binomial"

  /// Outputs for each target.
  public var outputSize: Int { self == .studentT ? 3 : 2 }

  /// What a target may be.
  public var domain: TargetDomain { self == .negativeBinomial ? .counts : .numbers }

  /// The distribution that the outputs of one target say.
  ///
  /// - Parameters:
  ///   - outputs: ``outputSize`` of them.
  ///   - unit: u.
  public func distribution(of outputs: ArraySlice<Float>, unit: Double = 1) -> Distribution {
    precondition(outputs.count == outputSize, "outputs of another likelihood")
    let first = outputs.startIndex
    let (location, spread) = (Double(outputs[first]), Softplus.of(Double(outputs[first + 1])))
    switch self {
    case .gaussian:
      return .gaussian(mean: unit * location, deviation: unit * (spread + Self.leastScale))
    case .studentT:
      return .studentT(
        location: unit * location, scale: unit * (spread + Self.leastScale),
        freedom: 2 + Softplus.of(Double(outputs[first + 2])))
    case .negativeBinomial:
      return .negativeBinomial(
        mean: unit * Softplus.of(location),
        dispersion: (spread + Self.leastScale) / unit.squareRoot())
    }
  }
}
