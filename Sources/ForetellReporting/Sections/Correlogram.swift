/// How much errors have in common with those before them.
struct Correlogram {
  let residuals: Residuals
  private let vertical: LinearScale

  /// nil where too few errors follow each other.
  init?(residuals: Residuals) {
    guard !residuals.autocorrelations.isEmpty else { return nil }
    self.residuals = residuals
    let bound = residuals.correlationBound
    vertical = LinearScale(covering: residuals.autocorrelations + [0, bound, -bound], count: 4)
  }

  private var all: [Double] { residuals.autocorrelations }
  private func center(_ index: Int) -> Double { (Double(index) + 0.5) / Double(all.count) }
  private func height(_ value: Double) -> Double { 1 - vertical.position(value) }

  var chart: Chart {
    var chart = Chart(
      id: "chart-acf",
      title: residuals.isOneStep
        ? "Autocorrelation of one-step errors" : "Autocorrelation along the test periods",
      description: "A bar for each lag; the broken lines are ±1.96 ÷ √n.")
    chart.unit = "n = \(NumberText.count(residuals.chainLength))"
    chart.axis = residuals.isOneStep ? "lag in folds" : "lag in steps"
    chart.classes = "named"
    chart.height = 200
    chart.setVertical(vertical)
    chart.boxes = all.indices.map(bar)
    chart.rules = rules
    let stride = max(1, all.count / 8)
    chart.xTicks = Swift.stride(from: 0, to: all.count, by: stride).map {
      .init(position: center($0), label: "\($0 + 1)")
    }
    let texts = all.map { NumberText.fixed($0, decimals: 3) }
    chart.setStops(
      at: all.indices.map(center),
      tips: texts.enumerated().map { "lag \($0.offset + 1)\n\($0.element)" })
    chart.table = Table(
      "Autocorrelation", columns: [.init(title: "Lag"), .init(title: "r")],
      rows: texts.enumerated().map {
        .init(cells: [Table.Cell("\($0.offset + 1)"), Table.Cell($0.element)])
      })
    return chart
  }

  private func bar(_ index: Int) -> Chart.Box {
    let (top, zero) = (height(all[index]), height(0))
    let half = 0.3 / Double(all.count)
    let isOutside = abs(all[index]) > residuals.correlationBound
    return .init(
      x: (center(index) - half)...(center(index) + half), y: min(top, zero)...max(top, zero),
      classes: "area " + (isOutside ? "c1" : "c0"), tip: nil)
  }

  private var rules: [Chart.Rule] {
    let bound = residuals.correlationBound
    return [(0, "zero"), (bound, "bound"), (-bound, "bound")].map { value, classes in
      .init(from: PlotPoint(0, height(value)), to: PlotPoint(1, height(value)), classes: classes)
    }
  }
}
