/// How far forecasts lie above or below what came, at each step.
struct BiasBySteps {
  private let biases: [(mean: Double, error: Double)]
  private let vertical: LinearScale

  init(residuals: Residuals) {
    biases = residuals.bySteps.indices.map { residuals.bias(atStep: $0) }
    vertical = LinearScale(
      covering: biases.flatMap { [Self.end(of: $0, -1), Self.end(of: $0, 1)] } + [0], count: 4)
  }

  /// An end of the 95 % interval of a mean; the mean itself where one error is all there is.
  private static func end(of bias: (mean: Double, error: Double), _ sign: Double) -> Double {
    bias.mean + sign * 1.96 * (bias.error.isFinite ? bias.error : 0)
  }

  private func position(_ step: Int) -> Double {
    (Double(step) + 0.5) / Double(max(1, biases.count))
  }

  private func points(_ values: [Double]) -> [PlotPoint] {
    values.enumerated().map { PlotPoint(position($0.offset), 1 - vertical.position($0.element)) }
  }

  var chart: Chart {
    var chart = Chart(
      id: "chart-bias", title: "Bias by step, ŷ − y",
      description: "The mean of forecast − actual at each step, with 95 % of its uncertainty.")
    chart.unit = "above zero: too high"
    chart.axis = "steps after the cutoff"
    chart.classes = "named"
    chart.height = 200
    chart.setVertical(vertical)
    let zero = 1 - vertical.position(0)
    chart.rules = [.init(from: PlotPoint(0, zero), to: PlotPoint(1, zero), classes: "zero")]
    let means = points(biases.map(\.mean))
    chart.lines = [.init(points: means, classes: "c0")]
    chart.bands = [
      .init(
        lower: points(biases.map { Self.end(of: $0, -1) }),
        upper: points(biases.map { Self.end(of: $0, 1) }), classes: "c0")
    ]
    if biases.count <= 60 {
      chart.dots = means.filter(\.isFinite).map { .init(center: $0, classes: "c0", radius: 3) }
    }
    let stride = max(1, (biases.count + 11) / 12)
    chart.xTicks = Swift.stride(from: 0, to: biases.count, by: stride).map {
      .init(position: position($0), label: "\($0 + 1)")
    }
    addNumbers(to: &chart)
    return chart
  }

  private func addNumbers(to chart: inout Chart) {
    let texts = biases.map { bias in
      NumberText.short(bias.mean)
        + (bias.error.isFinite ? " ± " + NumberText.short(1.96 * bias.error) : "")
    }
    chart.setStops(
      at: biases.indices.map(position),
      tips: texts.enumerated().map { "step \($0.offset + 1)\n\($0.element)" })
    chart.table = Table(
      "Bias by step", columns: [.init(title: "Step"), .init(title: "ŷ − y")],
      rows: texts.enumerated().prefix(120).map {
        .init(cells: [Table.Cell("\($0.offset + 1)"), Table.Cell($0.element)])
      })
  }
}
