internal import ForetellBacktesting
internal import ForetellSeries

/// Forecasts beside what came: a few drawn for good, the others at choice.
struct ForecastPictures {
  let study: Study
  private let sampling: Sampling

  init(study: Study) {
    self.study = study
    sampling = Sampling(study: study)
  }

  var section: Section? {
    guard !study.points.segments.isEmpty, let candidate = study.candidate else { return nil }
    var section = Section("forecasts", "Forecast against actual", short: "Forecasts")
    section.about =
      "Left of the upright line is what the model knew, right of it what it said and what came. Arrow "
      + "keys step through the numbers of a chart."
    section.explorer = isDrawable ? explorer : nil
    let models = [candidate] + (study.rival.map { [$0] } ?? [])
    let exhibits = sampling.exhibits.enumerated().map { index, exhibit in
      let picture = SegmentPicture(study, exhibit.segment)
      var chart = picture.chart(
        id: "chart-exhibit-\(index)",
        title: study.shortID(exhibit.segment.series), models: models, height: 190)
      chart.unit = "until \(study.text(exhibit.segment.cutoff)): \(exhibit.what)"
      chart.table = table(picture, models: models)
      return chart
    }
    section.add(trio: exhibits)
    let (series, isAll) = sampling.embedded
    if !isAll {
      let present = Set(study.points.segments.map(\.series)).count
      section.footnotes = [
        "\(NumberText.count(series.count)) of \(NumberText.count(present)) series can be chosen, evenly from the "
          + "worst to the best by \(study.metric.heading): all of them would make this page too large. "
          + "The forecasts CSV has every row."
      ]
    }
    return section
  }

  private func table(_ picture: SegmentPicture, models: [Int]) -> Table {
    let values = models.map(picture.values)
    let bands = models.first.map(picture.bands) ?? []
    var columns: [Table.Column] = [.init(title: "Stamp", isNumber: false), .init(title: "Actual")]
    columns += models.map { .init(title: study.name($0)) }
    columns += bands.reversed().flatMap { band -> [Table.Column] in
      let level = NumberText.level(band.level)
      return [.init(title: "low \(level)"), .init(title: "high \(level)")]
    }
    let rows = picture.actual.indices.prefix(120).map { step -> Table.Row in
      var numbers = [picture.actual[step]] + values.map { $0[step] }
      numbers += bands.reversed().flatMap { [$0.lower[step], $0.upper[step]] }
      let stamp = study.text(picture.stamps[picture.from + step])
      return .init(
        cells: [Table.Cell(stamp)] + numbers.map { Table.Cell(NumberText.short($0, digits: 4)) })
    }
    let cutoff = study.text(picture.segment.cutoff)
    return Table(
      "\(study.shortID(picture.segment.series)) after \(cutoff)", columns: columns, rows: rows)
  }

  private var explorer: View {
    [
      "controls": [
        ["name": "series", "label": "Series"], ["name": "cutoff", "label": "Known until"],
        ["name": "model", "label": "Model"],
      ] as [View],
      "keys": [
        Chart.Key(name: "actual", classes: "actual").view,
        Chart.Key(name: "forecast", classes: "c0 d0").view,
        Chart.Key(
          name: study.result.setup.levels.map(NumberText.level).joined(separator: " and ")
            + "\u{202F}% interval", classes: "band c0", isArea: true
        ).view,
      ],
    ]
  }

  /// Whether a choice could show anything.
  private var isDrawable: Bool {
    study.points.actual.contains(where: \.isFinite)
      || study.points.columns.contains { $0.values.contains(where: \.isFinite) }
  }

  /// What the script draws from.
  var data: ScriptData? {
    guard study.candidate != nil, isDrawable else { return nil }
    let chosen = sampling.embedded.series
    var places: [Int: [Int]] = [:]
    let wanted = Set(chosen)
    for (index, segment) in study.points.segments.enumerated() where wanted.contains(segment.series)
    {
      places[segment.series, default: []].append(index)
    }
    var axes = AxisTable(study: study)
    let series = chosen.map { series -> ScriptData in
      let slices = (places[series] ?? []).map { slice(at: $0, axes: &axes) }
      return .object([
        ("id", .text(study.shortID(series))), ("label", .text(label(of: series))),
        ("slices", .array(slices)),
      ])
    }
    return .object([
      ("metric", .text(study.metric.heading)),
      ("levels", .texts(levels.map(NumberText.level))),
      (
        "models",
        .array(
          models.map { model in
            .object([
              ("name", .text(study.name(model))), ("color", .integer(study.style(model).color)),
              ("dash", .integer(study.style(model).dash)),
            ])
          })
      ),
      ("axes", .array(axes.all)), ("series", .array(series)),
    ])
  }

  /// The model under test first.
  private var models: [Int] {
    let first = study.candidate.map { [$0] } ?? []
    return first + study.order.filter { !first.contains($0) }
  }

  /// From wide to narrow, as the bands of a picture.
  private var levels: [Double] {
    Array(Set(study.points.columns.flatMap { $0.intervals.map(\.level) })).sorted(by: >)
  }

  private func label(of series: Int) -> String {
    let scores = study.candidate.map(study.seriesScores) ?? []
    guard study.points.ids.count > 1, scores.indices.contains(series), scores[series].isFinite
    else {
      return study.shortID(series)
    }
    return "\(study.shortID(series)) (\(study.metric.heading) \(study.metric.text(scores[series])))"
  }

  private func slice(at index: Int, axes: inout AxisTable) -> ScriptData {
    let segment = study.points.segments[index]
    let picture = SegmentPicture(study, segment)
    let forecasts = models.map { model -> ScriptData in
      let bands = picture.bands(model)
      // A model without some level leaves its place empty.
      let aligned = levels.map { level -> ScriptData in
        guard let band = bands.first(where: { $0.level == level }) else {
          return .array([.array([]), .array([])])
        }
        return .array([.numbers(band.lower), .numbers(band.upper)])
      }
      return .object([
        ("values", .numbers(picture.values(model))),
        ("bands", .array(bands.isEmpty ? [] : aligned)),
      ])
    }
    let scores = models.map { model -> Double in
      let all = study.segmentScores(model)
      return all.indices.contains(index) ? all[index] : .nan
    }
    return .object([
      ("cutoff", .text(study.text(segment.cutoff))), ("axis", .integer(axes.index(of: picture))),
      ("known", .numbers(picture.known)), ("actual", .numbers(picture.actual)),
      ("scores", .numbers(scores)), ("forecasts", .array(forecasts)),
    ])
  }
}

/// Time axes that many slices share: those of one fold have the same stamps in most panels.
private struct AxisTable {
  let study: Study
  private(set) var all: [ScriptData] = []
  private var places: [[Int]: Int] = [:]

  init(study: Study) { self.study = study }

  mutating func index(of picture: SegmentPicture) -> Int {
    let key = [picture.from, picture.stamps.count, picture.stamps.first?.value ?? 0]
    if let place = places[key] { return place }
    let hidden = Chart.thinned(picture.ticks)
    let ticks = zip(picture.ticks, hidden).map { tick, isHidden -> ScriptData in
      .array([.number(tick.position * 100), .text(tick.label), .integer(isHidden ? 1 : 0)])
    }
    all.append(
      .object([
        ("from", .integer(picture.from)), ("room", .number(picture.room)),
        ("stamps", .texts(picture.stamps.map(study.text))),
        ("ticks", .array(ticks)),
      ]))
    places[key] = all.count - 1
    return all.count - 1
  }
}
