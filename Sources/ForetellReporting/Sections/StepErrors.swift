internal import ForetellBacktesting

/// How the error grows with the distance from the cutoff.
struct StepErrors {
  let study: Study
  /// More lines than these cannot be told apart.
  static let mostLines = 7

  var section: Section? {
    guard let metric = study.rankingMetric else { return nil }
    let steps = study.result.scores.bySteps
    let all = study.order.map { (model: $0, errors: study.row(steps, $0, metric)) }
    let scored = all.filter { $0.errors.contains(where: \.isFinite) }
    guard let count = scored.map(\.errors.count).max(), count > 0 else { return nil }
    var section = Section("steps", "Error by step of the horizon", short: "Error by step")
    section.finding = finding(scored.first { $0.model == study.candidate }?.errors ?? [])
    section.about =
      "The mean over series of the error at each step after the cutoff. A model that has learned "
      + "something is best near the cutoff; one that is equally bad at every step sees no recent values."
    section.add(chart(scored, count: count))
    if scored.count > Self.mostLines {
      section.footnotes = [
        "The chart shows the \(Self.mostLines) best of \(scored.count) models; the table shows all."
      ]
    }
    return section
  }

  private func finding(_ errors: [Double]) -> String? {
    guard let candidate = study.candidate, let first = errors.first(where: \.isFinite),
      let last = errors.last(where: \.isFinite), errors.count > 1
    else { return nil }
    let name = study.metric.heading
    let move = "from \(study.metric.text(first)) at step 1 to \(study.metric.text(last)) at step "
    return
      "\(study.name(candidate)): \(name) \(last >= first ? "rises" : "falls") \(move)\(errors.count)."
  }

  private func chart(_ models: [(model: Int, errors: [Double])], count: Int) -> Chart {
    let drawn = chosen(models)
    var chart = Chart(
      id: "chart-steps", title: "\(study.metric.heading) by step",
      description: "A line for each model; the table below has all numbers.")
    chart.unit = study.metric.isLoss ? "lower is better" : ""
    chart.axis = "steps after the cutoff"
    chart.classes = "named"
    chart.height = 300
    let vertical = LinearScale(covering: drawn.flatMap(\.errors) + [0])
    chart.setVertical(vertical)
    let position = { (step: Int) in count > 1 ? Double(step) / Double(count - 1) : 0.5 }
    let stride = max(1, (count + 11) / 12)
    chart.xTicks = Swift.stride(from: 0, to: count, by: stride).map {
      Chart.Tick(position: position($0), label: "\($0 + 1)")
    }
    for (model, errors) in drawn.reversed() {
      let points = errors.enumerated().map {
        PlotPoint(position($0.offset), 1 - vertical.position($0.element))
      }
      chart.lines.append(.init(points: points, classes: study.lineClasses(model)))
      if count <= 40 {
        chart.dots += points.filter(\.isFinite).map {
          .init(center: $0, classes: study.style(model).classes, radius: 2.5)
        }
      }
      if let end = points.last(where: \.isFinite) {
        chart.endings.append(
          .init(at: end, text: study.name(model), classes: study.style(model).classes))
      }
    }
    chart.keys = drawn.map { study.key($0.model) }
    let tips = (0..<count).map { step in
      ["step \(step + 1)"]
        + drawn.map { "\(study.name($0.model)) \(study.metric.text(value($0.errors, step)))" }
    }
    chart.setStops(at: (0..<count).map(position), tips: tips.map { $0.joined(separator: "\n") })
    chart.table = table(models, count: count)
    return chart
  }

  private func value(_ errors: [Double], _ step: Int) -> Double {
    errors.indices.contains(step) ? errors[step] : .nan
  }

  /// The best models, and the one under test in any case.
  private func chosen(
    _ models: [(model: Int, errors: [Double])]
  ) -> [(model: Int, errors: [Double])] {
    let best = models.prefix(Self.mostLines)
    guard let candidate = study.candidate, !best.contains(where: { $0.model == candidate }),
      let tested = models.first(where: { $0.model == candidate })
    else { return Array(best) }
    return [tested] + best.dropLast()
  }

  private func table(_ models: [(model: Int, errors: [Double])], count: Int) -> Table {
    // A row a step reads well for a season or two; a thousand steps do not.
    let stride = max(1, (count + 119) / 120)
    var table = Table(
      "\(study.metric.heading) by step" + (stride > 1 ? ", every \(stride)th" : ""),
      columns: [.init(title: "Step")] + models.map { .init(title: study.name($0.model)) })
    table.rows = Swift.stride(from: 0, to: count, by: stride).map { step in
      .init(
        cells: [Table.Cell("\(step + 1)")]
          + models.map { Table.Cell(study.metric.text(value($0.errors, step))) })
    }
    return table
  }
}
