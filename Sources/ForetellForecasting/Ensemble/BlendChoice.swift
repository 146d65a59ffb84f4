/// Chooses between blends by their errors on values held back.
///
/// The default stays unless another is better by a margin: with few series the last values are a small
/// sample, and a choice by them would be a choice by luck.
package struct BlendChoice {
  /// Sums of errors of one series.
  package struct Errors {
    private(set) var relative = 0.0
    private(set) var scaled = 0.0
    private(set) var count = 0.0

    package init() {}

    package mutating func add(actual: Double, forecast: Double, size: Double) {
      let error = abs(actual - forecast)
      let whole = abs(actual) + abs(forecast)
      relative += whole > 0 ? 200 * error / whole : 0
      scaled += size > 0 ? error / size : 0
      count += 1
    }
  }

  let best: Blend

  init(_ resolved: ResolvedEnsemble, errors: (Blend) -> [Errors]) {
    let yardstick = errors(resolved.blend)
    var (best, lowest) = (resolved.blend, 1.0)
    for candidate in resolved.candidates where candidate != resolved.blend {
      let ratio = Self.ratio(of: errors(candidate), to: yardstick)
      if ratio < lowest - resolved.margin, ratio.isFinite { (best, lowest) = (candidate, ratio) }
    }
    self.best = best
  }

  /// The mean of two ratios of means: of relative errors, and of those in units of a series' own changes.
  static func ratio(of errors: [Errors], to yardstick: [Errors]) -> Double {
    let (own, other) = (means(errors), means(yardstick))
    return (own.relative / other.relative + own.scaled / other.scaled) / 2
  }

  /// The means over series of their means.
  private static func means(_ errors: [Errors]) -> (relative: Double, scaled: Double) {
    let observed = errors.filter { $0.count > 0 }
    // What was not scored is not without error.
    guard !observed.isEmpty else { return (.nan, .nan) }
    let number = Double(observed.count)
    return (
      observed.reduce(0) { $0 + $1.relative / $1.count } / number,
      observed.reduce(0) { $0 + $1.scaled / $1.count } / number
    )
  }
}
