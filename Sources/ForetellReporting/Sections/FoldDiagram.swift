internal import ForetellBacktesting
internal import ForetellSeries

/// Where each fold cuts time, and where models were fitted.
struct FoldDiagram {
  let study: Study
  /// More folds than these are not drawn.
  static let mostFolds = 40

  private var origins: Origins { study.result.setup.origins }

  var section: Section? {
    let folds = study.result.folds
    guard !folds.isEmpty else { return nil }
    var section = Section("folds", "How the past was cut", short: "Folds")
    let horizon = origins.horizon
    section.finding =
      "\(count(folds.count, "fold")) of \(count(horizon, "step")), \(windowText); \(refitText)"
    section.about =
      "A model is fitted on what lies left of a cutoff and forecasts what lies right of it. What is "
      + "forecast was never seen."
    section.add(chart(Array(folds.suffix(Self.mostFolds))))
    if folds.count > Self.mostFolds {
      section.footnotes.append(
        "The newest \(Self.mostFolds) of \(folds.count) folds are drawn; the table lists all.")
    }
    section.footnotes += leftOut
    return section
  }

  private func count(_ number: Int, _ word: String) -> String { NumberText.count(number, word) }

  private var windowText: String {
    let gap = origins.gap > 0 ? " after a gap of \(origins.gap)" : ""
    return switch origins.window {
    case .expanding: "each with all history before it" + gap
    case .sliding(let train): "each with the last \(count(train, "value")) before it" + gap
    }
  }

  private var refitText: String {
    let warm = study.result.setup.warmStart ? " Networks go on from the fold before." : ""
    return switch study.result.setup.refit {
    case .always: "every model is fitted anew in every fold." + warm
    case .never: "models are fitted once, in the first fold, and only forecast in the others."
    case .every(let step): "models are fitted anew in every \(step) folds." + warm
    case .unknown: "the forecasts were made elsewhere."
    }
  }

  /// What folds leave out, those that leave out the same said together.
  private var leftOut: [String] {
    var groups: [(what: FoldSummary.LeftOut, folds: [Int])] = []
    for fold in study.result.folds {
      for what in fold.leftOut {
        if let place = groups.firstIndex(where: { $0.what == what }) {
          groups[place].folds.append(fold.index + 1)
        } else {
          groups.append((what, [fold.index + 1]))
        }
      }
    }
    return groups.map { group in
      let isOne = group.folds.count == 1
      return "Fold\(isOne ? "" : "s") \(group.folds.ranges) leave\(isOne ? "s" : "") out "
        + "\(NumberText.count(group.what.count, "series")), first \(group.what.example.shortened): "
        + "\(group.what.reason)."
    }.listing(first: 8)
  }

  private func chart(_ folds: [FoldSummary]) -> Chart {
    var chart = Chart(
      id: "chart-folds", title: "Folds against time",
      description:
        "A row for each fold, oldest first: the part learned from, the gap, and the part "
        + "that is forecast. The table below lists them.")
    let data = study.result.data
    let row = folds.count > 16 ? 14.0 : 24.0
    chart.height = Double(folds.count) * row + 6
    let lastTest = folds.map { end(of: $0) }.max() ?? data.last
    let axis = TimeAxis(from: data.first, through: max(data.last, lastTest), count: 10)
    chart.setHorizontal(axis)
    // Bars end where the next value would stand, so that neighbours touch.
    let half = 0.5 * (axis.position(step(1, after: data.first)) - axis.position(data.first))
    let newest = max(data.last, lastTest)
    for (place, fold) in folds.enumerated() {
      let top = (Double(place) + 0.16) / Double(folds.count)
      let bottom = (Double(place) + 0.84) / Double(folds.count)
      chart.boxes += parts(of: fold, until: newest).compactMap { part -> Chart.Box? in
        let start = max(0, axis.position(part.from) - half)
        let end = min(1, axis.position(part.to) + half)
        guard end > start else { return nil }
        return .init(
          x: start...end, y: top...bottom, classes: part.kind,
          tip: "fold \(fold.index + 1): \(part.what)"
        )
      }
      if fold.isFitted {
        chart.dots.append(
          .init(
            center: PlotPoint(min(1, axis.position(fold.cutoff) + half), (top + bottom) / 2),
            classes: "c1",
            radius: row > 20 ? 5 : 3.5, tip: "fold \(fold.index + 1): models were fitted here"))
      }
    }
    chart.yTicks = folds.enumerated().map {
      .init(
        position: (Double($0.offset) + 0.5) / Double(folds.count), label: "\($0.element.index + 1)")
    }
    chart.keys = keys
    chart.classes = "bare"
    chart.table = table
    return chart
  }

  private struct Part {
    var from: Timestamp
    var to: Timestamp
    var kind: String
    var what: String
  }

  /// The bars of a fold, each over those before it.
  private func parts(of fold: FoldSummary, until end: Timestamp) -> [Part] {
    var parts = [
      Part(from: study.result.data.first, to: end, kind: "unused", what: "not used"),
      Part(
        from: step(1 - fold.trainCount, after: fold.cutoff), to: fold.cutoff, kind: "train",
        what: "learns from \(count(fold.trainCount, "value")) until \(study.text(fold.cutoff))"),
      Part(
        from: step(origins.gap + 1, after: fold.cutoff), to: self.end(of: fold), kind: "test",
        what: "forecasts \(count(fold.testCount, "step"))"),
    ]
    if origins.gap > 0 {
      let (first, last) = (step(1, after: fold.cutoff), step(origins.gap, after: fold.cutoff))
      parts.append(Part(from: first, to: last, kind: "gap", what: "gap"))
    }
    return parts
  }

  private var keys: [Chart.Key] {
    var keys: [Chart.Key] = [
      .init(name: "learned from", classes: "train", isArea: true),
      .init(name: "forecast and scored", classes: "test", isArea: true),
      .init(name: "not used", classes: "unused", isArea: true),
      .init(name: "fitted here", classes: "c1", isDot: true),
    ]
    if origins.gap > 0 { keys.insert(.init(name: "gap", classes: "gap", isArea: true), at: 1) }
    return keys
  }

  private func end(of fold: FoldSummary) -> Timestamp {
    step(origins.gap + max(1, fold.testCount), after: fold.cutoff)
  }

  private func step(_ count: Int, after stamp: Timestamp) -> Timestamp {
    study.result.data.frequency.stamp(count, after: stamp)
  }

  private var table: Table {
    var table = Table(
      "Folds",
      columns: [
        .init(title: "Fold"), .init(title: "Last known", isNumber: false),
        .init(title: "Learned from"), .init(title: "Forecast"), .init(title: "Series"),
        .init(title: "Left out"), .init(title: "Fitted", isNumber: false),
      ])
    table.rows = study.result.folds.suffix(200).map { fold in
      .init(
        cells: [
          "\(fold.index + 1)", study.text(fold.cutoff), NumberText.count(fold.trainCount),
          NumberText.count(fold.testCount), NumberText.count(fold.seriesCount),
          NumberText.count(fold.leftOut.map(\.count).reduce(0, +)), fold.isFitted ? "yes" : "no",
        ].map { Table.Cell($0) })
    }
    return table
  }
}
