internal import ForetellBacktesting
internal import ForetellForecasting

// How far back in a window the gradient of the loss reaches.
extension Training {
  private func flows(_ model: Int) -> [FittingProgress.Flow]? {
    study.result.models[model].curves.last { $0.flows?.isEmpty == false }?.flows
  }

  /// Where gradients vanish or explode, that and what helps; else how far they reach.
  func flowFinding(_ model: Int) -> String? {
    guard let flow = flows(model)?.last else { return nil }
    if let warning = flow.warning { return "\(study.name(model)): \(warning)." }
    guard let layer = flow.layers.max(by: { $0.reach < $1.reach }) else { return nil }
    return
      "\(study.name(model)): going back through a window, a gradient keeps at least 1\u{A0}% of its length over"
      + " \(layer.reach) of \(layer.states.count) steps."
  }

  /// ‖∂L/∂h‖ by time step: a line a layer, at the first look and at the newest of the last fold that was fitted.
  func flowChart(_ model: Int, number: Int) -> Chart? {
    guard let flows = flows(model), let newest = flows.last, let first = flows.first,
      let steps = newest.layers.first?.states.count, steps > 1
    else { return nil }
    var chart = Chart(
      id: "chart-gradient-\(number)", title: "\(study.name(model)): flow of the gradient",
      description:
        "Norm of the gradient of the loss with respect to the hidden states, by layer and step of a window."
    )
    chart.axis = "step of the window"
    chart.classes = "named"
    chart.height = 240
    let across = LinearScale(from: 1, to: Double(steps), count: 6)
    chart.xTicks = across.labels.map { .init(position: across.position($0.value), label: $0.text) }
    let norms = (first.layers + newest.layers).flatMap(\.states).filter { $0.isFinite && $0 > 0 }
    guard let scale = LogScale(covering: norms) else { return linear(chart, flows, across, norms) }
    chart.setVertical(scale)
    chart.unit = "‖∂L/∂h‖, logarithmic"
    return filled(chart, flows, across) { $0 > 0 ? scale.position($0) : .nan }
  }

  private func linear(
    _ chart: Chart, _ flows: [FittingProgress.Flow], _ across: LinearScale, _ norms: [Double]
  ) -> Chart? {
    guard !norms.isEmpty else { return nil }
    var chart = chart
    let scale = LinearScale(covering: norms + [0])
    chart.setVertical(scale)
    chart.unit = "‖∂L/∂h‖"
    return filled(chart, flows, across, scale.position)
  }

  private func filled(
    _ chart: Chart, _ flows: [FittingProgress.Flow], _ across: LinearScale,
    _ height: (Double) -> Double
  ) -> Chart {
    var chart = chart
    let looks = Set(flows.map(\.step)).count > 1 ? [(flows[0], true)] : []
    for (flow, isFirst) in looks + [(flows[flows.count - 1], false)] {
      for (place, layer) in flow.layers.enumerated() {
        let classes = "\(isFirst ? "thin " : "")c\(place % 7) d\(isFirst ? 1 : 0)"
        let points = layer.states.enumerated().map { step, norm in
          PlotPoint(
            across.position(Double(step + 1)), norm.isFinite ? 1 - height(norm) : .nan)
        }
        chart.lines.append(.init(points: points, classes: classes))
        let direction = layer.isReversed ? " backward" : ""
        chart.keys.append(
          .init(
            name: "layer \(layer.layer + 1)\(direction), after \(flow.step) steps", classes: classes
          ))
      }
    }
    chart.table = table(flows)
    return chart
  }

  private func table(_ flows: [FittingProgress.Flow]) -> Table {
    var table = Table(
      "Gradients",
      columns: [
        .init(title: "After step"), .init(title: "Layer"), .init(title: "First step"),
        .init(title: "Last step"), .init(title: "1 % left after"), .init(title: "Weights"),
      ])
    table.rows = flows.flatMap { flow in
      flow.layers.map { layer in
        .init(
          cells: [
            NumberText.count(flow.step), "\(layer.layer + 1)\(layer.isReversed ? " backward" : "")",
            NumberText.short(layer.states.first ?? .nan),
            NumberText.short(layer.states.last ?? .nan),
            "\(layer.reach) steps", NumberText.short(layer.parameters),
          ].map { Table.Cell($0) })
      }
    }
    return table
  }
}
