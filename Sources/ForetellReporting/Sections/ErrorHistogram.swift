#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How many errors are of which size, beside the normal distribution.
struct ErrorHistogram {
  private let residuals: Residuals
  private let unit: String
  private let bins: Histogram
  private let across: LinearScale

  init(residuals: Residuals, unit: String) {
    self.residuals = residuals
    self.unit = unit
    bins = Histogram(residuals.values)
    across = LinearScale(from: bins.edge(0), to: bins.edge(bins.counts.count), count: 6)
  }

  var chart: Chart {
    var chart = Chart(
      id: "chart-histogram", title: "Distribution of the errors ŷ − y",
      description:
        "How many errors are of which size; the line is the normal distribution with the "
        + "same mean and spread.")
    chart.unit = "\(NumberText.count(residuals.values.count)) errors"
    chart.axis = unit
    chart.classes = "named"
    chart.height = 200
    let curve = curve
    let vertical = LinearScale(
      covering: bins.counts.map(Double.init) + curve.map(\.count) + [0], count: 4)
    chart.setVertical(vertical)
    chart.boxes = bins.counts.indices.map { bar($0, vertical) }
    chart.lines = [
      .init(
        points: curve.map { PlotPoint(across.position($0.size), 1 - vertical.position($0.count)) },
        classes: "actual d1")
    ]
    chart.xTicks = across.labels.map { .init(position: across.position($0.value), label: $0.text) }
    chart.keys = [
      .init(name: "errors", classes: "area c0", isArea: true),
      .init(name: "normal distribution", classes: "actual d1"),
    ]
    let middles = bins.counts.indices.map {
      across.position(bins.edge($0) / 2 + bins.edge($0 + 1) / 2)
    }
    chart.setStops(at: middles, tips: bins.counts.indices.map(bins.text))
    chart.table = table
    return chart
  }

  private func bar(_ index: Int, _ vertical: LinearScale) -> Chart.Box {
    // A hair between neighbours.
    let left = across.position(bins.edge(index)) + 0.001
    let right = max(left, across.position(bins.edge(index + 1)) - 0.001)
    let top = min(1, 1 - vertical.position(Double(bins.counts[index])))
    return .init(x: left...right, y: top...1, classes: "area c0", tip: nil)
  }

  /// The count per bin that errors of a normal distribution would have.
  private var curve: [(size: Double, count: Double)] {
    let (mean, deviation) = (residuals.mean, residuals.deviation)
    guard deviation > 0, deviation.isFinite else { return [] }
    let peak = Double(residuals.values.count) * bins.width / deviation * 0.398_942_280_4
    return (0...80).map { index in
      let size = across.lower + (across.upper - across.lower) * Double(index) / 80
      let z = (size - mean) / deviation
      return (size, peak * exp(-z * z / 2))
    }
  }

  private var table: Table {
    Table(
      "Distribution of the errors",
      columns: [.init(title: "From"), .init(title: "To"), .init(title: "Errors")],
      rows: bins.counts.indices.map { index in
        .init(
          cells: [
            NumberText.short(bins.edge(index)), NumberText.short(bins.edge(index + 1)),
            NumberText.count(bins.counts[index]),
          ].map { Table.Cell($0) })
      })
  }
}
