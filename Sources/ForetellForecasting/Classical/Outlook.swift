internal import ForetellRandom

/// What a classical method says of the values to come, on the scale it works on.
struct Outlook {
  /// What the values are spread like around the points.
  enum Spread {
    /// Normal, with a standard deviation for each step.
    case normal([Double])
    /// For each step, the sorted values of many simulated futures.
    case simulated([[Double]])
  }

  var points: [Double]
  var spread: Spread

  /// The band of a level in percent; the points lie within it.
  ///
  /// On a scale that leaves the numbers, it ends where they do.
  func interval(level: Double, scale: Double) -> PredictionInterval {
    func restored(_ value: Double) -> Double {
      let restored = value * scale
      return restored.isFinite
        ? restored
        : Double(sign: restored.sign, exponent: 0, significand: 1) * .greatestFiniteMagnitude
    }
    let reach = NormalDistribution.reach(ofLevel: level)
    var (lower, upper) = ([Double](), [Double]())
    for (step, point) in points.enumerated() {
      switch spread {
      case .normal(let deviations):
        lower.append(restored(point - reach * deviations[step]))
        upper.append(restored(point + reach * deviations[step]))
      case .simulated(let values):
        lower.append(restored(min(point, Self.quantile(0.5 - level / 200, of: values[step]))))
        upper.append(restored(max(point, Self.quantile(0.5 + level / 200, of: values[step]))))
      }
    }
    return PredictionInterval(level: level, lower: lower, upper: upper)
  }

  /// A quantile of sorted values, on the line between its neighbours (R's type 7).
  private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    let weight = place - Double(below)
    return sorted[below] * (1 - weight) + sorted[above] * weight
  }
}
