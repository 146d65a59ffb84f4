/// A chart as marks on a plot of 1 × 1, ready for the template `chart`.
///
/// The plot is as wide as the page allows: positions go into the SVG as per cent, so that texts, dots
/// and strokes keep their size on a phone; only paths are stretched.
struct Chart {
  struct Tick {
    var position: Double
    var label: String
    /// Whether the others cannot be read without it.
    var isMajor = false
  }

  struct Line {
    var points: [PlotPoint]
    var classes: String
  }

  struct Band {
    var lower: [PlotPoint]
    var upper: [PlotPoint]
    var classes: String
  }

  struct Box {
    var x: ClosedRange<Double>
    var y: ClosedRange<Double>
    var classes: String
    var tip: String?
  }

  struct Dot {
    var center: PlotPoint
    var classes: String
    var radius = 3.5
    var tip: String?
  }

  struct Rule {
    var from: PlotPoint
    var to: PlotPoint
    var classes: String
  }

  /// A text at a point; `classes` say how it is anchored.
  struct Note {
    var at: PlotPoint
    var text: String
    var classes = ""
    /// Pixels to the right and down.
    var shift = (x: 0.0, y: 0.0)
  }

  /// A column of the plot that tells its numbers when it is pointed at or stepped to.
  struct Stop {
    var x: ClosedRange<Double>
    var tip: String
  }

  struct Key {
    var name: String
    var classes: String
    /// A field of colour instead of a line.
    var isArea = false
    var isDot = false

    var view: View {
      [
        "name": name, "classes": classes, "area": isArea, "dot": isDot,
        "stroke": !isArea && !isDot,
      ]
    }
  }

  let id: String
  var title: String
  /// What the chart shows, for those who do not see it.
  var description: String
  /// What the vertical axis counts.
  var unit = ""
  /// What the horizontal axis counts.
  var axis = ""
  /// In pixels.
  var height = 280.0
  var classes = ""
  var xTicks: [Tick] = []
  var yTicks: [Tick] = []
  var bands: [Band] = []
  var lines: [Line] = []
  var boxes: [Box] = []
  var dots: [Dot] = []
  var rules: [Rule] = []
  var notes: [Note] = []
  var stops: [Stop] = []
  var keys: [Key] = []
  /// Names beside the right ends of lines, where there is room.
  var endings: [Note] = []
  /// The numbers behind it.
  var table: Table?

  init(id: String, title: String, description: String) {
    self.id = id
    self.title = title
    self.description = description
  }
}

extension Chart {
  /// More characters than these have no room beside a line; the keys and the table have the whole name.
  private static let longestEnding = 17

  /// What the template `chart` is filled in with.
  var view: View {
    let ends = spread(endings)
    let hidden = Self.thinned(xTicks)
    return [
      "id": id, "title": title, "description": description, "unit": unit.isEmpty ? [] : [unit],
      "axis": axis.isEmpty ? [] : [axis], "height": NumberText.trimmed(height, decimals: 0),
      "classes": classes + (endings.isEmpty ? "" : " ends"),
      "xTicks": xTicks.enumerated().map { index, tick -> View in
        [
          "at": percent(tick.position), "label": tick.label,
          "parity": (hidden[index] ? "odd" : "even")
            // A label under the right edge would leave the page.
            + (tick.position > 0.96 ? " tail" : ""),
        ]
      },
      "yTicks": yTicks.map { ["at": percent($0.position), "label": $0.label] as View },
      "paths": bands.map { band -> View in
        ["d": PathBuilder.band(band.lower, band.upper), "classes": "band " + band.classes]
      }
        + lines.map { line -> View in
          ["d": PathBuilder.line(line.points), "classes": "line " + line.classes]
        },
      "boxes": boxes.map(view(of:)), "dots": dots.map(view(of:)),
      "rules": rules.map { rule -> View in
        [
          "x1": percent(rule.from.x), "y1": percent(rule.from.y), "x2": percent(rule.to.x),
          "y2": percent(rule.to.y), "classes": rule.classes,
        ]
      },
      "notes": notes.map(view(of:)), "endings": ends.map(view(of:)),
      "stops": stops.map { stop -> View in
        [
          "x": percent(stop.x.lowerBound),
          "width": percent(stop.x.upperBound - stop.x.lowerBound), "tip": stop.tip,
        ]
      },
      "hasKeys": !keys.isEmpty,
      "keys": keys.map(\.view),
      "table": table.map { [$0.view] } ?? [],
    ]
  }

  /// Whether a label goes on a phone: of more than six every second one, the years and days last.
  static func thinned(_ ticks: [Tick]) -> [Bool] {
    guard ticks.count > 6 else { return ticks.map { _ in false } }
    let major = ticks.indices.filter { ticks[$0].isMajor }
    let kept = major.count { $0 % 2 == 1 } > major.count / 2 ? 1 : 0
    return ticks.indices.map { $0 % 2 != kept }
  }

  private func percent(_ share: Double) -> String {
    share.isFinite ? NumberText.trimmed(min(max(share, -10), 11) * 100, decimals: 2) : "0"
  }

  private func view(of box: Box) -> View {
    [
      "x": percent(box.x.lowerBound), "y": percent(box.y.lowerBound),
      "width": percent(box.x.upperBound - box.x.lowerBound),
      "height": percent(box.y.upperBound - box.y.lowerBound), "classes": box.classes,
      "tip": box.tip.map { [$0] } ?? [],
    ]
  }

  private func view(of dot: Dot) -> View {
    [
      "x": percent(dot.center.x), "y": percent(dot.center.y), "classes": dot.classes,
      "radius": NumberText.trimmed(dot.radius, decimals: 1), "tip": dot.tip.map { [$0] } ?? [],
    ]
  }

  private func view(of note: Note) -> View {
    [
      "x": percent(note.at.x), "y": percent(note.at.y), "text": note.text,
      "classes": note.classes, "dx": NumberText.trimmed(note.shift.x, decimals: 1),
      "dy": NumberText.trimmed(note.shift.y, decimals: 1),
    ]
  }

  /// The same texts, moved apart until none covers another.
  private func spread(_ notes: [Note]) -> [Note] {
    let distance = 16 / height
    var sorted = notes.filter { $0.at.isFinite }.sorted { $0.at.y < $1.at.y }
    for index in sorted.indices where sorted[index].text.count > Self.longestEnding {
      sorted[index].text = sorted[index].text.prefix(Self.longestEnding - 1) + "…"
    }
    for index in sorted.indices.dropFirst() {
      sorted[index].at.y = max(sorted[index].at.y, sorted[index - 1].at.y + distance)
    }
    // What was pushed below the plot comes back up, and pushes the others.
    var limit = 1.0
    for index in sorted.indices.reversed() {
      sorted[index].at.y = min(sorted[index].at.y, limit)
      limit = sorted[index].at.y - distance
    }
    return sorted
  }
}

extension Chart.Tick {
  /// A tick of a time axis on a plot that leaves some of its width free on the right.
  init(_ tick: TimeAxis.Tick, room: Double = 1) {
    self.init(position: tick.position * room, label: tick.label, isMajor: tick.isMajor)
  }
}

extension Chart {
  /// Marks the values of a scale on the vertical axis.
  mutating func setVertical(_ scale: LinearScale) {
    yTicks = scale.labels.map { Tick(position: 1 - scale.position($0.value), label: $0.text) }
  }

  /// Marks the values of a logarithmic scale on the vertical axis.
  mutating func setVertical(_ scale: LogScale) {
    yTicks = scale.ticks.map {
      Tick(position: 1 - scale.position($0), label: NumberText.short($0, digits: 1))
    }
  }

  /// Marks a time axis on the horizontal one.
  mutating func setHorizontal(_ axis: TimeAxis) {
    xTicks = axis.ticks.map { Tick($0) }
  }

  /// Columns of equal width around `count` points that are spread over the width.
  mutating func setStops(at positions: [Double], tips: [String]) {
    let most = 240
    let stride = max(1, (positions.count + most - 1) / most)
    let kept = Swift.stride(from: 0, to: min(positions.count, tips.count), by: stride).map { $0 }
    stops = kept.enumerated().map { place, index in
      let left = place == 0 ? positions[index] : positions[kept[place - 1]]
      let right = place == kept.count - 1 ? positions[index] : positions[kept[place + 1]]
      let start = place == 0 ? 0 : (left + positions[index]) / 2
      let end = place == kept.count - 1 ? 1 : (positions[index] + right) / 2
      return Stop(x: max(0, min(start, end))...max(0, start, end), tip: tips[index])
    }
  }
}
