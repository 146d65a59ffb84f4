/// What came of a tuning.
public struct TuningRecord: Codable, Hashable, Sendable {
  /// Training steps of the network that forecasts; 0 where it is the untouched one.
  public var steps = 0
  /// Steps that were tried at the most.
  public var triedSteps = 0
  /// Streams of values it was tuned on.
  public var series = 0
  /// Values held back at the end of every series; 0 where nothing was.
  public var heldBack = 0
  /// The error on them over that of the untouched network, at each look on the way.
  public var ratios: [Double] = []
  /// The error on them at the best number of steps over that of the untouched network.
  public var ratio = 1.0
  /// The ratio below which tuning is believed.
  public var neededRatio = 1.0

  public var isTuned: Bool { steps > 0 }

  /// Whether a file could have meant it.
  var isPlausible: Bool {
    [steps, triedSteps, series, heldBack].allSatisfy { $0 >= 0 }
      && (ratios + [ratio, neededRatio]).allSatisfy { (0...1e6).contains($0) }
  }

  /// What was done and why, such as `tuned for 240 steps on 1428 series: 2.4 % less error on the last 18 values`.
  public var text: String {
    guard triedSteps > 0 else { return "not tuned: no series is long enough to learn from" }
    let values = heldBack == 1 ? "value" : "\(heldBack) values"
    let change = Self.percent(abs(ratio - 1)) + (ratio < 1 ? " less" : " more") + " error"
    if isTuned {
      let done = "tuned for \(steps == 1 ? "one step" : "\(steps) steps") on \(series) series"
      return heldBack == 0
        ? done + ", nothing was held back" : done + ": \(change) on the last \(values)"
    }
    let bar =
      neededRatio > 0
      ? "and a gain of less than \(Self.percent(1 - neededRatio)) may be chance"
      : "and so few values say nothing of a gain"
    return "not tuned: at best \(change) on the last \(values), \(bar)"
  }

  private static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }
}
