/// A point of the plot: 0 at the left and at the top, 1 at the right and at the bottom.
package struct PlotPoint: Hashable, Sendable {
  package var x: Double
  package var y: Double

  package init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  var isFinite: Bool { x.isFinite && y.isFinite }
}

/// Lays out the `d` of an SVG path on a field of 1000 × 1000.
///
/// The field is stretched to the plot, strokes are not.
package struct PathBuilder {
  private(set) var text = ""
  private var isDown = false

  /// More points than these are thinned: no screen shows them.
  static let mostPoints = 1500

  /// A line through points; one that is not finite breaks it, one without neighbours becomes a dot.
  package static func line(_ points: [PlotPoint]) -> String {
    var path = PathBuilder()
    let points = thinned(points)
    for (index, point) in points.enumerated() {
      let isAlone =
        (index == 0 || !points[index - 1].isFinite)
        && (index == points.count - 1 || !points[index + 1].isFinite)
      path.add(point)
      if isAlone, point.isFinite { path.text += "h0" }
    }
    return path.text
  }

  /// The area between two lines over the same x; broken where either is not finite.
  package static func band(_ lower: [PlotPoint], _ upper: [PlotPoint]) -> String {
    var path = PathBuilder()
    var run: [(PlotPoint, PlotPoint)] = []
    for (low, high) in zip(thinned(lower), thinned(upper)) {
      if low.isFinite, high.isFinite {
        run.append((low, high))
      } else {
        path.close(run)
        run = []
      }
    }
    path.close(run)
    return path.text
  }

  private mutating func close(_ run: [(lower: PlotPoint, upper: PlotPoint)]) {
    guard !run.isEmpty else { return }
    isDown = false
    // One step alone would have no width.
    let widened = run.count > 1 ? 0 : 0.004
    if widened > 0 {
      let (low, high) = run[0]
      for point in [
        PlotPoint(low.x - widened, low.y), PlotPoint(low.x + widened, low.y),
        PlotPoint(high.x + widened, high.y), PlotPoint(high.x - widened, high.y),
      ] { add(point) }
    } else {
      for pair in run { add(pair.lower) }
      for pair in run.reversed() { add(pair.upper) }
    }
    text += "Z"
    isDown = false
  }

  private mutating func add(_ point: PlotPoint) {
    guard point.isFinite else {
      isDown = false
      return
    }
    text += isDown ? "L" : "M"
    text += Self.coordinate(point.x) + "," + Self.coordinate(point.y)
    isDown = true
  }

  private static func coordinate(_ share: Double) -> String {
    // Far outside the plot all is the same, and browsers dislike huge numbers.
    NumberText.trimmed(min(max(share, -10), 11) * 1000, decimals: 1)
  }

  private static func thinned(_ points: [PlotPoint]) -> [PlotPoint] {
    guard points.count > mostPoints else { return points }
    let stride = (points.count + mostPoints - 1) / mostPoints
    return points.enumerated().filter { $0.offset % stride == 0 || $0.offset == points.count - 1 }
      .map(\.element)
  }
}
