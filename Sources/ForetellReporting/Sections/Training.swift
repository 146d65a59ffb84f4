internal import ForetellBacktesting

/// The losses on the way of each fit.
struct Training {
  let study: Study
  static let mostModels = 4
  static let mostFolds = 24

  var section: Section? {
    let models = study.order.filter { model in
      study.result.models[model].curves.contains {
        !$0.losses.isEmpty || !$0.validationLosses.isEmpty
      }
    }
    guard !models.isEmpty else { return nil }
    var section = Section("training", "Training", short: "Training")
    section.about =
      "A line for each fold that was fitted: the loss while training, and dashed the loss on values held "
      + "back at the end of its history. Where the dashed line turns up, training longer would not help. A model of several networks trains "
      + "them one after another or side by side: its steps are those of all of them together."
    let shown = models.prefix(Self.mostModels)
    section.add(pair: shown.enumerated().map { chart($0.element, number: $0.offset) })
    let flows = shown.enumerated().compactMap { flowChart($0.element, number: $0.offset) }
    if !flows.isEmpty {
      section.add(pair: flows)
      section.paragraphs += shown.compactMap(flowFinding)
    }
    if models.count > shown.count {
      section.footnotes.append("\(models.count - shown.count) more models were trained.")
    }
    return section
  }

  /// Anything that places a loss on the height of the plot.
  private struct Vertical {
    let position: (Double) -> Double
    let isLogarithmic: Bool
  }

  private func chart(_ model: Int, number: Int) -> Chart {
    let all = study.result.models[model].curves
    let curves = Array(all.suffix(Self.mostFolds))
    var chart = Chart(
      id: "chart-training-\(number)", title: study.name(model),
      description: "Training and validation loss of \(curves.count) fits against the training step."
    )
    chart.axis = "training steps of all networks of the model"
    chart.classes = "named"
    chart.height = 240
    let losses = curves.flatMap { $0.losses + $0.validationLosses }
    let steps = curves.flatMap { $0.steps + $0.validationSteps }.map(Double.init)
    let across = LinearScale(from: 0, to: max(1, steps.max() ?? 1), count: 6)
    chart.xTicks = across.labels.map { .init(position: across.position($0.value), label: $0.text) }
    let vertical = setVertical(of: &chart, covering: losses)
    chart.unit = vertical.isLogarithmic ? "loss, logarithmic" : "loss"
    for curve in curves {
      let points = { (steps: [Int], losses: [Double]) in
        zip(steps, losses).map {
          PlotPoint(across.position(Double($0)), $1.isFinite ? 1 - vertical.position($1) : .nan)
        }
      }
      chart.lines.append(.init(points: points(curve.steps, curve.losses), classes: "thin c0"))
      chart.lines.append(
        .init(points: points(curve.validationSteps, curve.validationLosses), classes: "thin c1 d1"))
    }
    chart.keys = [
      .init(name: "training loss", classes: "c0"), .init(name: "held back", classes: "c1 d1"),
    ]
    chart.table = table(curves)
    return chart
  }

  private func setVertical(of chart: inout Chart, covering losses: [Double]) -> Vertical {
    if let scale = LogScale(covering: losses) {
      chart.setVertical(scale)
      return Vertical(position: scale.position, isLogarithmic: true)
    }
    let scale = LinearScale(covering: losses)
    chart.setVertical(scale)
    return Vertical(position: scale.position, isLogarithmic: false)
  }

  private func table(_ curves: [ModelRun.TrainingCurve]) -> Table {
    var table = Table(
      "Losses",
      columns: [
        .init(title: "Fold"), .init(title: "Steps"), .init(title: "Last training loss"),
        .init(title: "Least loss held back"), .init(title: "At step"),
      ])
    table.rows = curves.map { curve in
      let best = zip(curve.validationSteps, curve.validationLosses).filter { $0.1.isFinite }
        .min { $0.1 < $1.1 }
      return .init(
        cells: [
          "\(curve.fold + 1)",
          NumberText.count(curve.steps.last ?? curve.validationSteps.last ?? 0),
          NumberText.short(curve.losses.last ?? .nan), NumberText.short(best?.1 ?? .nan),
          best.map { NumberText.count($0.0) } ?? "–",
        ].map { Table.Cell($0) })
    }
    return table
  }
}
