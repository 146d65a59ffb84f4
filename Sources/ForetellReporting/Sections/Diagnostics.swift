#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What is left in the errors of the model under test.
struct Diagnostics {
  let study: Study
  private let residuals: Residuals
  private let name: String

  init?(study: Study) {
    guard let candidate = study.candidate else { return nil }
    self.study = study
    residuals = Residuals(of: candidate, in: study)
    name = study.name(candidate)
    if residuals.values.isEmpty { return nil }
  }

  private var unit: String {
    residuals.isScaled ? "in seasonal naive errors" : "in units of the data"
  }

  var section: Section {
    var section = Section("residuals", "What the errors still hold", short: "Residuals")
    section.finding = "\(biasFinding) \(correlationFinding)"
    section.about =
      "Errors of \(name), \(unit). A good model leaves errors around zero, without a pattern in time."
    section.add(trio: [histogram, biasChart] + (correlation.map { [$0] } ?? []))
    return section
  }

  private var biasFinding: String {
    let bias = -residuals.mean
    let error = residuals.deviation / Double(residuals.values.count).squareRoot()
    let size = NumberText.short(abs(bias), digits: 2)
    guard error.isFinite, error > 0, abs(bias) > 1.96 * error else {
      return "No bias shows (\(NumberText.short(bias, digits: 2)))."
    }
    return "Forecasts are on average \(size) too \(bias > 0 ? "high" : "low")."
  }

  private var bound: Double { 1.96 / Double(max(1, residuals.chainLength)).squareRoot() }

  private var correlationFinding: String {
    let all = residuals.autocorrelations
    guard let first = all.first else {
      return "Too few errors follow each other to correlate them."
    }
    let outside = all.filter { abs($0) > bound }.count
    let what = residuals.isOneStep ? "One-step errors" : "Errors along the test periods"
    if outside == 0 { return "\(what) are not correlated." }
    let within = residuals.isOneStep ? "" : ", as errors within a fold usually are"
    return "\(what) are correlated at \(outside) of \(all.count) lags (lag 1: "
      + "\(NumberText.fixed(first, decimals: 2)))\(within)."
  }

  private var correlation: Chart? {
    let all = residuals.autocorrelations
    guard !all.isEmpty else { return nil }
    var chart = Chart(
      id: "chart-acf",
      title: residuals.isOneStep
        ? "Autocorrelation of one-step errors" : "Autocorrelation along the test periods",
      description: "A bar for each lag; the broken lines are ±1.96 ÷ √n.")
    chart.unit = "n = \(NumberText.count(residuals.chainLength))"
    chart.axis = residuals.isOneStep ? "lag in folds" : "lag in steps"
    chart.classes = "named"
    chart.height = 200
    let vertical = LinearScale(covering: all + [0, bound, -bound], count: 4)
    chart.setVertical(vertical)
    let width = 1 / Double(all.count)
    let zero = 1 - vertical.position(0)
    for (index, value) in all.enumerated() {
      let center = (Double(index) + 0.5) * width
      let top = 1 - vertical.position(value)
      let isOutside = abs(value) > bound
      chart.boxes.append(
        .init(
          x: (center - 0.3 * width)...(center + 0.3 * width), y: min(top, zero)...max(top, zero),
          classes: "area " + (isOutside ? "c1" : "c0"),
          tip: "lag \(index + 1): \(NumberText.fixed(value, decimals: 3))"))
    }
    chart.rules = [.init(from: PlotPoint(0, zero), to: PlotPoint(1, zero), classes: "zero")]
    for edge in [bound, -bound] {
      let y = 1 - vertical.position(edge)
      chart.rules.append(.init(from: PlotPoint(0, y), to: PlotPoint(1, y), classes: "bound"))
    }
    let stride = max(1, all.count / 8)
    chart.xTicks = Swift.stride(from: 0, to: all.count, by: stride).map {
      .init(position: (Double($0) + 0.5) * width, label: "\($0 + 1)")
    }
    chart.setStops(
      at: all.indices.map { (Double($0) + 0.5) * width },
      tips: all.enumerated().map {
        "lag \($0.offset + 1)\n\(NumberText.fixed($0.element, decimals: 3))"
      })
    chart.table = Table(
      "Autocorrelation", columns: [.init(title: "Lag"), .init(title: "r")],
      rows: all.enumerated().map {
        .init(cells: [
          Table.Cell("\($0.offset + 1)"), Table.Cell(NumberText.fixed($0.element, decimals: 3)),
        ])
      })
    return chart
  }

  private var histogram: Chart {
    let bins = Histogram(residuals.values)
    var chart = Chart(
      id: "chart-histogram", title: "Distribution of the errors y − ŷ",
      description:
        "How many errors are of which size; the line is the normal distribution with the "
        + "same mean and spread.")
    chart.unit = "\(NumberText.count(residuals.values.count)) errors"
    chart.axis = unit
    chart.classes = "named"
    chart.height = 200
    let scale = LinearScale(
      from: bins.lower, to: bins.lower + bins.width * Double(bins.counts.count), count: 6)
    let (mean, deviation) = (residuals.mean, residuals.deviation)
    let total = Double(residuals.values.count)
    let curve = (0...80).map { index -> (x: Double, y: Double) in
      let x = scale.lower + (scale.upper - scale.lower) * Double(index) / 80
      let z = (x - mean) / deviation
      return (
        x, deviation > 0 ? total * bins.width / deviation * 0.398_942_280_4 * exp(-z * z / 2) : .nan
      )
    }
    let vertical = LinearScale(
      covering: bins.counts.map(Double.init) + curve.map(\.y) + [0], count: 4)
    chart.setVertical(vertical)
    for (index, count) in bins.counts.enumerated() {
      let from = bins.lower + bins.width * Double(index)
      let x = scale.position(from)...scale.position(from + bins.width)
      chart.boxes.append(
        .init(
          x: (x.lowerBound + 0.001)...max(x.lowerBound + 0.001, x.upperBound - 0.001),
          y: min(1, 1 - vertical.position(Double(count)))...1, classes: "area c0",
          tip: bins.text(index)))
    }
    chart.lines = [
      .init(
        points: curve.map { PlotPoint(scale.position($0.x), 1 - vertical.position($0.y)) },
        classes: "actual d1")
    ]
    chart.xTicks = scale.labels.map { .init(position: scale.position($0.value), label: $0.text) }
    chart.keys = [
      .init(name: "errors", classes: "area c0", isArea: true),
      .init(name: "normal distribution", classes: "actual d1"),
    ]
    chart.setStops(
      at: bins.counts.indices.map { scale.position(bins.lower + bins.width * (Double($0) + 0.5)) },
      tips: bins.counts.indices.map(bins.text))
    chart.table = Table(
      "Distribution of the errors",
      columns: [.init(title: "From"), .init(title: "To"), .init(title: "Errors")],
      rows: bins.counts.indices.map { index in
        let from = bins.lower + bins.width * Double(index)
        return .init(
          cells: [
            Table.Cell(NumberText.short(from)), Table.Cell(NumberText.short(from + bins.width)),
            Table.Cell(NumberText.count(bins.counts[index])),
          ])
      })
    return chart
  }

  private var biasChart: Chart {
    var chart = Chart(
      id: "chart-bias", title: "Bias by step, ŷ − y",
      description: "The mean of forecast − actual at each step, with 95 % of its uncertainty.")
    chart.unit = "above zero: too high"
    chart.axis = "steps after the cutoff"
    chart.classes = "named"
    chart.height = 200
    let count = residuals.bySteps.count
    let biases = (0..<count).map { residuals.bias(atStep: $0) }
    let lows = biases.map { $0.mean - 1.96 * ($0.error.isFinite ? $0.error : 0) }
    let highs = biases.map { $0.mean + 1.96 * ($0.error.isFinite ? $0.error : 0) }
    let vertical = LinearScale(covering: lows + highs + [0], count: 4)
    chart.setVertical(vertical)
    let position = { (step: Int) in (Double(step) + 0.5) / Double(max(1, count)) }
    let point = { (step: Int, value: Double) in
      PlotPoint(position(step), 1 - vertical.position(value))
    }
    let zero = 1 - vertical.position(0)
    chart.rules = [.init(from: PlotPoint(0, zero), to: PlotPoint(1, zero), classes: "zero")]
    chart.lines = [.init(points: biases.indices.map { point($0, biases[$0].mean) }, classes: "c0")]
    chart.bands = [
      .init(
        lower: biases.indices.map { point($0, lows[$0]) },
        upper: biases.indices.map { point($0, highs[$0]) }, classes: "c0")
    ]
    if count <= 60 {
      chart.dots = biases.indices.map { point($0, biases[$0].mean) }.filter(\.isFinite)
        .map { .init(center: $0, classes: "c0", radius: 3) }
    }
    let stride = max(1, (count + 11) / 12)
    chart.xTicks = Swift.stride(from: 0, to: count, by: stride).map {
      .init(position: position($0), label: "\($0 + 1)")
    }
    let texts = biases.map { NumberText.short($0.mean) + " ± " + NumberText.short(1.96 * $0.error) }
    chart.setStops(
      at: biases.indices.map(position),
      tips: texts.enumerated().map { "step \($0.offset + 1)\n\($0.element)" })
    chart.table = Table(
      "Bias by step", columns: [.init(title: "Step"), .init(title: "ŷ − y")],
      rows: texts.enumerated().prefix(120).map {
        .init(cells: [Table.Cell("\($0.offset + 1)"), Table.Cell($0.element)])
      })
    return chart
  }
}

/// How many numbers lie in each of some equal intervals.
struct Histogram {
  let lower: Double
  let width: Double
  let counts: [Int]

  /// Bins by the rule of Freedman and Diaconis, 6 … 40 of them; the far 0.5 % on each side are
  /// counted in the outermost ones.
  init(_ numbers: [Double]) {
    let sorted = numbers.filter(\.isFinite).sorted()
    let quantile = { (share: Double) -> Double in
      sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
    let (least, most) = (quantile(0.005), quantile(0.995))
    let spread = quantile(0.75) - quantile(0.25)
    let rule = 2 * spread / pow(Double(max(1, sorted.count)), 1.0 / 3)
    let range = most / 2 - least / 2
    guard range > 0, range.isFinite else {
      let size = max(1e-6, abs(least)) / 10
      lower = least - 3.5 * size
      width = size
      counts = [0, 0, 0, sorted.count, 0, 0, 0]
      return
    }
    let wanted = rule > 0 ? 2 * range / rule : 10
    let step = LinearScale.step(of: 2 * range / min(max(wanted, 6), 40))
    lower = (least / step).rounded(.down) * step
    width = step
    var counts = Array(repeating: 0, count: max(1, Int(((most - lower) / step).rounded(.down)) + 1))
    for number in sorted {
      let bin = ((number - lower) / step).rounded(.down)
      counts[Int(min(max(bin, 0), Double(counts.count - 1)))] += 1
    }
    self.counts = counts
  }

  func text(_ index: Int) -> String {
    let from = lower + width * Double(index)
    return
      "\(NumberText.short(from)) … \(NumberText.short(from + width))\n\(NumberText.count(counts[index])) errors"
  }
}
