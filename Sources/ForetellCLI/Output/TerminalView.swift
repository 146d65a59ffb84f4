internal import Foretell

/// A forecast for eyes: a small table and a plot of the end of the history and what follows it.
struct TerminalView {
  let forecast: Forecast
  let history: Panel
  let width: Int
  let hasColours: Bool

  var text: String {
    guard let first = forecast.series.first,
      let place = history.ids.firstIndex(of: first.id)
    else { return "" }
    var lines = table
    if width >= 40 {
      lines.append(forecast.series.count == 1 ? "" : "\n\(Self.shortened(first.id))")
      lines += plot(of: first, after: history.values(of: place))
    }
    return lines.joined(separator: "\n")
  }

  // MARK: Table

  private static let mostRows = 24

  private var table: [String] {
    var rows = [["unique_id", "ds", forecast.model]]
    if forecast.series.count == 1 { rows[0].removeFirst() }
    let total = forecast.series.reduce(0) { $0 + $1.values.count }
    for series in forecast.series {
      for (stamp, value) in zip(series.timestamps, series.values) where rows.count <= Self.mostRows
      {
        let row = [
          Self.shortened(series.id), forecast.timestampFormat.string(from: stamp),
          ShortNumber.text(value, like: series.values),
        ]
        rows.append(forecast.series.count == 1 ? Array(row.dropFirst()) : row)
      }
    }
    var lines = TextTable.aligned(rows, textColumns: rows[0].count - 1)
    if total > Self.mostRows {
      lines.append("… and \(total - Self.mostRows) more rows; -o FILE writes them all as CSV")
    }
    return lines
  }

  /// An id that leaves room for the numbers, and obeys no control character.
  private static func shortened(_ id: String) -> String {
    let line = Console.printable(id).split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 24 ? line.prefix(23) + "…" : line
  }

  // MARK: Plot

  private static let plotRows = 10

  private func plot(of series: Forecast.Series, after values: ArraySlice<Double>) -> [String] {
    // Enough history to see the season, but not so much that the forecast becomes a corner.
    let past = Array(values.suffix(max(24, 4 * series.values.count)))
    let points = past + series.values
    let observed = points.filter { !$0.isNaN }
    guard points.count > 1, let low = observed.min(), let high = observed.max() else { return [] }
    let labels = [high, low / 2 + high / 2, low].map { ShortNumber.text($0) }
    let margin = (labels.map(\.count).max() ?? 0) + 2
    let columns = min(width - margin - 1, 76)
    guard columns >= 20 else { return [] }
    var plot = BraillePlot(columns: columns, rows: Self.plotRows)
    func point(_ index: Int) -> (x: Double, y: Double) {
      let height = high / 2 - low / 2
      return (
        Double(index) / Double(points.count - 1),
        height > 0 ? (points[index] / 2 - low / 2) / height : 0.5
      )
    }
    for index in 1..<points.count where !points[index - 1].isNaN && !points[index].isNaN {
      plot.line(from: point(index - 1), to: point(index))
    }
    let cut = min(columns - 1, past.count * columns / points.count)
    let rows = (0..<Self.plotRows).map { row in
      line(plot.text(ofRow: row), row: row, labels: labels, margin: margin, cut: cut)
    }
    return rows + [axis(series, past: past.count, margin: margin, cut: cut, columns: columns)]
  }

  private func line(
    _ characters: [Character], row: Int, labels: [String], margin: Int, cut: Int
  ) -> String {
    let label =
      switch row {
      case 0: labels[0]
      case Self.plotRows / 2: labels[1]
      case Self.plotRows - 1: labels[2]
      default: ""
      }
    let padded = String(repeating: " ", count: margin - 1 - label.count) + label + " "
    let past = String(characters[..<cut])
    let future = String(characters[cut...])
    return padded + past + (hasColours ? "\u{1B}[36m" : "") + future
      + (hasColours ? "\u{1B}[0m" : "")
  }

  /// The first stamp of the plot, the first one of the forecast, and the last.
  private func axis(
    _ series: Forecast.Series, past: Int, margin: Int, cut: Int, columns: Int
  ) -> String {
    guard let first = series.timestamps.first, let last = series.timestamps.last else { return "" }
    let format = forecast.timestampFormat
    let begin = format.string(from: history.frequency.stamp(-past, after: first))
    var axis = [Character](repeating: " ", count: columns)
    @discardableResult func put(_ text: String, at start: Int) -> Bool {
      let start = max(0, min(start, columns - text.count))
      let end = start + text.count
      guard end <= columns,
        axis[max(0, start - 1)..<min(columns, end + 1)].allSatisfy({ $0 == " " })
      else { return false }
      axis.replaceSubrange(start..<end, with: Array(text))
      return true
    }
    put(begin, at: 0)
    put(format.string(from: last), at: columns)
    if !put("┊" + format.string(from: first), at: cut) { put("┊", at: cut) }
    return String(repeating: " ", count: margin) + String(axis)
  }
}
