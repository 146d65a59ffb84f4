internal import ForetellBacktesting
internal import ForetellForecasting

// How far back in a window the gradient of the loss reaches.
extension Training {
  private func flows(_ model: Int) -> [FittingProgress.Flow]? {
    study.result.models[model].curves.last { $0.flows?.isEmpty == false }?.flows
  }

  /// Where gradients vanish or explode, that and what helps; else how far they reach.
  func flowFinding(_ model: Int) -> String? {
    let newest = newest(flows(model) ?? [])
    if let warning = newest.lazy.compactMap(\.warning).first {
      return "\(study.name(model)): \(warning)."
    }
    let layers = newest.flatMap(\.layers).filter { $0.part != .decoder }
    guard let layer = layers.max(by: { $0.reach < $1.reach }) else { return nil }
    return
      "\(study.name(model)): going back through a window, a gradient keeps at least 1\u{A0}% of its length over"
      + " \(layer.reach) of \(layer.states.count) steps."
  }

  /// The newest look at each network.
  private func newest(_ flows: [FittingProgress.Flow]) -> [FittingProgress.Flow] {
    flows.indices.filter { $0 + 1 == flows.count || flows[$0 + 1].member != flows[$0].member }
      .map { flows[$0] }
  }

  /// ‖∂L/∂h‖ by time step: a line a layer, at the first look and at the newest of the last fold that was fitted.
  ///
  /// A decoder's steps follow those of its encoder. Of several networks the newest look at each is shown.
  func flowChart(_ model: Int, number: Int) -> Chart? {
    guard let all = flows(model) else { return nil }
    let flows = all.contains { $0.member != nil } ? newest(all) : all
    let steps = flows.map { $0.steps }.max() ?? 0
    guard steps > 1 else { return nil }
    var chart = Chart(
      id: "chart-gradient-\(number)", title: "\(study.name(model)): flow of the gradient",
      description:
        "Norm of the gradient of the loss with respect to the hidden states, by layer and step of a window."
    )
    let decodes = flows.contains { $0.layers.contains { $0.part == .decoder } }
    chart.axis = decodes ? "step of the window, then of the horizon" : "step of the window"
    chart.classes = "named"
    chart.height = 240
    let across = LinearScale(from: 1, to: Double(steps), count: 6)
    chart.xTicks = across.labels.map { .init(position: across.position($0.value), label: $0.text) }
    let norms = flows.flatMap(\.layers).flatMap(\.states).filter { $0.isFinite && $0 > 0 }
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
    let newest = newest(flows)
    let looks = newest.count == 1 && Set(flows.map(\.step)).count > 1 ? [(flows[0], true)] : []
    var line = 0
    for (flow, isFirst) in looks + newest.map({ ($0, false) }) {
      line = newest.count == 1 ? 0 : line
      for layer in flow.layers {
        let place = line
        line += 1
        let classes = "\(isFirst ? "thin " : "")c\(place % 7) d\(isFirst ? 1 : 0)"
        let points = layer.states.enumerated().map { step, norm in
          PlotPoint(
            across.position(Double(flow.firstStep(of: layer) + step + 1)),
            norm.isFinite ? 1 - height(norm) : .nan)
        }
        chart.lines.append(.init(points: points, classes: classes))
        let network = flow.member.map { "network \($0.number), " } ?? ""
        chart.keys.append(
          .init(name: "\(network)\(layer.name), after \(flow.step) steps", classes: classes))
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
            NumberText.count(flow.step), flow.cell(of: layer),
            NumberText.short(layer.states.first ?? .nan),
            NumberText.short(layer.states.last ?? .nan),
            "\(layer.reach) steps", NumberText.short(layer.parameters),
          ].map { Table.Cell($0) })
      }
    }
    return table
  }
}

extension FittingProgress.Flow {
  private var encoderSteps: Int { layers.first { $0.part == .encoder }?.states.count ?? 0 }

  /// Steps of the window, and of the horizon where one is decoded.
  fileprivate var steps: Int {
    layers.map { firstStep(of: $0) + $0.states.count }.max() ?? 0
  }

  /// Where on the axis a layer begins.
  fileprivate func firstStep(of layer: Layer) -> Int {
    layer.part == .decoder ? encoderSteps : 0
  }

  /// The network and the layer for a table.
  fileprivate func cell(of layer: Layer) -> String {
    let network = member.map { "\($0.number): \($0.name), layer " } ?? ""
    let part = layer.part.map { "\($0.rawValue) " } ?? ""
    return "\(network)\(part)\(layer.layer + 1)\(layer.isReversed ? " backward" : "")"
  }
}
