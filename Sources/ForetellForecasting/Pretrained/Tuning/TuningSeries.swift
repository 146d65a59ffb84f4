package import ForetellSeries

/// The streams of a panel that a network is tuned on, standardised, one after the other.
///
/// A stream is what inference would see of a series: logarithms, gaps bridged, dealt out where the season asks for
/// it (``PretrainedHistory``). Only values that were observed are targets.
package struct TuningSeries: Sendable {
  let shape: PretrainedShape
  package private(set) var ranges: [Range<Int>] = []
  private(set) var values: [Float] = []
  package private(set) var isObserved: [Bool] = []

  package init(_ panel: Panel, shape: PretrainedShape, seasonLength: Int) {
    self.shape = shape
    let fewest = max(shape.fewestValues, shape.fewestTrainingValues) + 1
    for series in 0..<panel.count {
      let whole = panel.values(of: series)
      guard let history = try? PretrainedHistory(whole, seasonLength: seasonLength),
        history.route.seasonClass == shape.seasonClass
      else { continue }
      let leading = whole.prefix(while: \.isNaN).count
      let flags = whole.dropFirst(leading).dropLast(history.trailing).map { !$0.isNaN }
      let dealt = PretrainedHistory.dealt(flags, parts: history.route.parts)
      for (stream, observed) in zip(history.streams, dealt) where stream.count >= fewest {
        append(stream, observed)
      }
    }
  }

  private mutating func append(_ stream: [Double], _ observed: [Bool]) {
    let mean = stream.reduce(0, +) / Double(stream.count)
    let variance =
      stream.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(stream.count)
    let deviation = variance.squareRoot() + 1e-9
    ranges.append(values.count..<values.count + stream.count)
    values += stream.map { Float(($0 - mean) / deviation) }
    isObserved += observed
  }
}

/// Where a window lies: in which stream, from which of its values on, and how many it knows at its first step.
package struct TuningDraw {
  package let stream: Int
  package let first: Int
  package let prefix: Int
}

extension TuningSeries {
  /// Draws a window by three numbers within [0, 1).
  ///
  /// Every stream alike. One longer than inference looks back begins anywhere in it, and half of the windows end
  /// where their values do, as the one does that will be forecast from.
  package func draw(_ a: Double, _ b: Double, _ c: Double) -> TuningDraw {
    let stream = min(ranges.count - 1, Int(a * Double(ranges.count)))
    let count = ranges[stream].count
    let span = min(count, shape.mostValues)
    let spare = count - span
    let first = spare > 0 ? min(spare, Int(c * Double(spare + 1))) : 0
    let start = shape.seasonClass == .hourly ? shape.window : 1
    let room = max(1, span - start - shape.stride)
    // One number serves twice: which half, and where within it.
    let isEarly = b < 0.5
    let share = isEarly ? 2 * b : 2 * b - 1
    let anywhere = start + Int(share * 0.8 * Double(room))
    let whole = span - (shape.trainingSteps - 1) * shape.stride - shape.horizon
    return TuningDraw(
      stream: stream, first: first, prefix: isEarly ? max(start, min(anywhere, whole)) : anywhere)
  }
}
