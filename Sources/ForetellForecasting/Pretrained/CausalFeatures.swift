/// Features of a series with at most one season, a step a value.
///
/// With values z₀ … z_t, window w and season length m the frame is a = z_t and
///
///     s = √( Σ_{j<w} (z_{t−j} − a)² / min(t + 1, w) + 0.1·D ) + 10⁻⁷,   D = Σ (z_i − z_{i−1})² / max(t, 1)
///
/// The features, in their order (M = max(m, 4); z before the start is z₀):
///
/// - `(z_{t−j} − a)/s` for j = 1 … w − 1;
/// - `asinh` of: the least-squares slope over all values · M/s, (a − mean of all)/s, the mean change · M/s, and
///   (what the line gives at its end − a)/s;
/// - `0.3·ln(t + 1)` and `0.5·ln(√D/s + 10⁻³)`;
/// - where m > 1, the seasonal profile p of the next m steps less that of this one, over s: values less their
///   centred average over a season, averaged by place. It is known with half a season's delay and is 0 until
///   t ≥ m + ⌊m/2⌋ − 1.
///
/// The bases: the profile and the value a season ago, or, without a season, the slope and the mean change drawn
/// on, clipped to ±10.
public struct CausalFeatures: StepFeatures {
  /// m; 1 where there is no season.
  public let seasonLength: Int
  /// w, more than m.
  public let window: Int
  public let horizon: Int
  public private(set) var count = 0
  private var recent: RecentValues
  private var first = 0.0
  private var sum = 0.0
  private var timedSum = 0.0
  private var squaredChanges = 0.0
  /// Sums of what the centred average leaves, and how many, by place in the season.
  private var seasonalSums: [Double]
  private var seasonalCounts: [Double]
  private var profile: [Double]

  public init(seasonLength: Int, window: Int, horizon: Int) {
    precondition(seasonLength >= 1 && window > seasonLength && horizon >= 1, "impossible features")
    self.seasonLength = seasonLength
    self.window = window
    self.horizon = horizon
    recent = RecentValues(max(window, seasonLength + 2))
    seasonalSums = Array(repeating: 0, count: seasonLength)
    seasonalCounts = seasonalSums
    profile = seasonalSums
  }

  public var inputSize: Int { window + 5 + (seasonLength > 1 ? seasonLength : 0) }
  public var baseCount: Int { 2 }

  public mutating func reset() {
    count = 0
    recent.reset()
    (first, sum, timedSum, squaredChanges) = (0, 0, 0, 0)
    for place in 0..<seasonLength { (seasonalSums[place], seasonalCounts[place]) = (0, 0) }
  }

  public mutating func append(_ value: Double) {
    if count == 0 {
      first = value
    } else {
      let change = value - recent[back: 0]
      squaredChanges += change * change
    }
    recent.append(value)
    sum += value
    timedSum += value * Double(count)
    count += 1
    if seasonLength > 1 { seeSeason() }
  }

  /// The place half a season ago is the newest whose centred average is known.
  private mutating func seeSeason() {
    let half = seasonLength / 2
    let centre = count - 1 - half
    guard centre >= half else { return }
    var total = 0.0
    for back in 0...2 * half { total += recent[back: back] }
    if seasonLength % 2 == 0 { total -= (recent[back: 0] + recent[back: 2 * half]) / 2 }
    let place = centre % seasonLength
    seasonalSums[place] += recent[back: half] - total / Double(seasonLength)
    seasonalCounts[place] += 1
  }

  public mutating func write(
    inputs: UnsafeMutablePointer<Float>, bases: UnsafeMutablePointer<Float>
  ) -> StepFrame {
    let age = Double(count - 1)
    let anchor = recent[back: 0]
    var squares = 0.0
    for back in 1..<window {
      let difference = (back < count ? recent[back: back] : first) - anchor
      squares += difference * difference
      inputs[back - 1] = Float(difference)
    }
    let meanSquaredChange = squaredChanges / max(age, 1)
    let variance = squares / Double(min(count, window)) + 0.1 * meanSquaredChange
    let scale = variance.squareRoot() + 1e-7
    for index in 0..<window - 1 { inputs[index] = Float(Double(inputs[index]) / scale) }
    let mean = sum / Double(count)
    let spread = max(age * (age + 2) / 12 * Double(count), 1e-3)
    let slope = (timedSum - age / 2 * sum) / spread
    let drift = (anchor - first) / max(age, 1)
    let season = Double(max(seasonLength, 4))
    let next = inputs + (window - 1)
    next[0] = Self.squashed(slope * season / scale)
    next[1] = Self.squashed((anchor - mean) / scale)
    next[2] = Self.squashed(drift * season / scale)
    next[3] = Self.squashed((mean + slope * age / 2 - anchor) / scale)
    next[4] = Float(0.3 * Elementary.ln(Double(count)))
    next[5] = Float(0.5 * Elementary.ln(meanSquaredChange.squareRoot() / scale + 1e-3))
    if seasonLength > 1 {
      writeSeason(scale: scale, anchor: anchor, inputs: next + 6, bases: bases)
    } else {
      for ahead in 0..<horizon {
        let steps = Double(ahead + 1)
        bases[ahead] = Float(max(-10, min(10, slope * steps / scale)))
        bases[horizon + ahead] = Float(max(-10, min(10, drift * steps / scale)))
      }
    }
    return StepFrame(anchor: anchor, scale: scale)
  }

  private mutating func writeSeason(
    scale: Double, anchor: Double, inputs: UnsafeMutablePointer<Float>,
    bases: UnsafeMutablePointer<Float>
  ) {
    let isKnown = count >= seasonLength + seasonLength / 2
    for place in 0..<seasonLength {
      profile[place] = seasonalSums[place] / max(seasonalCounts[place], 1)
    }
    let now = profile[(count - 1) % seasonLength]
    for ahead in 0..<seasonLength {
      let change = profile[(count + ahead) % seasonLength] - now
      inputs[ahead] = isKnown ? Float(change / scale) : 0
    }
    for ahead in 0..<horizon {
      let place = ahead % seasonLength
      bases[ahead] = inputs[place]
      bases[horizon + ahead] =
        count >= seasonLength
        ? Float((recent[back: seasonLength - 1 - place] - anchor) / scale) : 0
    }
  }

  private static func squashed(_ x: Double) -> Float {
    Float(Elementary.inverseHyperbolicSine(x))
  }
}
