internal import ForetellNormalization
internal import ForetellRandom

/// How far forecasts strayed from values held back: what a network's intervals are made of.
///
/// Errors are taken on the scale of each series' normalizer, so that one calibration holds for series of
/// any size, and bounds bend with a logarithm. An interval of step k is the forecast ± q·s_k: s_k is the
/// root mean square of the errors k steps ahead, made to grow with k, and q the quantile of the errors
/// divided by their s_k (split conformal prediction: Vovk et al. 2005). Where too few origins were held
/// back for that quantile, q is not less than Student's.
struct Calibration: Codable, Hashable, Sendable {
  /// s_k by step.
  let spread: [Double]
  /// Sizes of the errors over their s_k, in ascending order, thinned to ``mostRatios``.
  let ratios: [Double]
  /// Origins that do not overlap, over all series.
  let origins: Int

  private static let mostRatios = 500

  /// - Parameter errors: by origin and step, on the normalized scale; NaN where nothing was observed.
  /// - Returns: nil where there is no error to go by.
  init?(errors: [[Double]], horizon: Int, origins: Int) {
    var squares = [Double](repeating: 0, count: horizon)
    var counts = [Double](repeating: 0, count: horizon)
    for row in errors {
      for (step, error) in row.enumerated() where error.isFinite && step < horizon {
        squares[step] += error * error
        counts[step] += 1
      }
    }
    guard counts.contains(where: { $0 > 0 }) else { return nil }
    spread = Self.growing(squares, counts).map { $0.squareRoot() }
    self.origins = origins
    var ratios: [Double] = []
    for row in errors {
      for (step, error) in row.enumerated() where error.isFinite && step < horizon {
        if spread[step] > 0 { ratios.append(abs(error) / spread[step]) }
      }
    }
    ratios.sort()
    let kept = min(ratios.count, Self.mostRatios)
    self.ratios = (0..<kept).map { ratios[(2 * $0 + 1) * ratios.count / (2 * kept)] }
  }

  /// The half-width of an interval on the normalized scale.
  ///
  /// Beyond the steps that were tried it grows with the root of the distance, as that of a random walk.
  func reach(step: Int, level: Double) -> Double {
    let last = spread.count - 1
    let growth = step <= last ? 1 : (Double(step + 1) / Double(last + 1)).squareRoot()
    return multiple(level: level) * spread[min(step, last)] * growth
  }

  /// Intervals around values on the original scale.
  func intervals(
    around values: [Double], _ normalizer: Normalizer, levels: [Double]
  ) -> [PredictionInterval] {
    levels.map { level in
      let centers = values.map { normalizer.normalize($0).value }
      let bounds = centers.enumerated().map { step, center in
        let reach = reach(step: step, level: level)
        let ends = [center - reach, center + reach].map { normalizer.restore(Normalized($0)) }
        // A value outside the normalizer's domain has no bounds but itself.
        return ends.allSatisfy(\.isFinite) ? (ends[0], ends[1]) : (values[step], values[step])
      }
      return PredictionInterval(
        level: level, lower: zip(bounds, values).map { min($0.0, $1) },
        upper: zip(bounds, values).map { max($0.1, $1) })
    }
  }

  private func multiple(level: Double) -> Double {
    guard let largest = ratios.last else { return 0 }
    let share = level / 100
    let place = Int((Double(ratios.count + 1) * share).rounded(.up)) - 1
    let observed = ratios.indices.contains(place) ? ratios[place] : largest
    // So many origins say nothing about the rarest 1 − level of the errors.
    guard Double(origins + 1) * (1 - share) < 1 else { return observed }
    let freedom = Double(origins) * Double(spread.count).squareRoot()
    return max(observed, StudentsT.reach(ofLevel: level, freedom: freedom))
  }

  /// Mean squares that never fall from one step to the next: neighbours that would are pooled.
  ///
  /// Source: Ayer et al. 1955, pool adjacent violators.
  static func growing(_ squares: [Double], _ counts: [Double]) -> [Double] {
    var pools: [(sum: Double, count: Double, steps: Int)] = []
    for (sum, count) in zip(squares, counts) {
      pools.append((sum, count, 1))
      while pools.count > 1 {
        let (a, b) = (pools[pools.count - 2], pools[pools.count - 1])
        guard b.count == 0 || a.count == 0 || a.sum / a.count > b.sum / b.count else { break }
        pools.removeLast(2)
        pools.append((a.sum + b.sum, a.count + b.count, a.steps + b.steps))
      }
    }
    return pools.flatMap { pool in
      [Double](repeating: pool.count > 0 ? pool.sum / pool.count : 0, count: pool.steps)
    }
  }
}

/// Student's distribution.
enum StudentsT {
  /// How many standard errors an interval of `level` percent reaches to each side.
  ///
  /// Within 1 % from 3 degrees of freedom on at levels up to 99 %. Source: Abramowitz & Stegun 26.7.5.
  static func reach(ofLevel level: Double, freedom: Double) -> Double {
    let z = NormalDistribution.reach(ofLevel: level)
    let n = max(3, freedom)
    let (z3, z5, z7) = (z * z * z, z * z * z * z * z, z * z * z * z * z * z * z)
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n)
      + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n)
  }
}
