internal import ForetellBacktesting
internal import ForetellSeries

/// A backtest's result as the sections of the report see it: every look-up is safe, whatever is missing.
struct Study {
  let result: BacktestResult
  let panel: Panel
  /// Models from best to worst.
  let order: [Int]
  /// The model under test; nil where there is no model at all.
  let candidate: Int?
  let rival: Int?
  /// The column of the ranking metric in the scoreboard.
  let rankingMetric: Int?
  private let styles: [LineStyle]

  init(_ result: BacktestResult, panel: Panel) {
    self.result = result
    self.panel = panel
    let count = result.models.count
    let ranked = result.comparison.ranking.filter { (0..<count).contains($0) }
    order = ranked + (0..<count).filter { !ranked.contains($0) }
    let chosen = result.comparison.candidate
    candidate = (0..<count).contains(chosen) ? chosen : order.first
    rival = result.comparison.rival.flatMap { (0..<count).contains($0) ? $0 : nil }
    rankingMetric = result.scores.metrics.firstIndex(of: result.comparison.metric)
    // The model under test and its rival always look the same.
    let first = [candidate, rival].compactMap { $0 }
    let drawn = first + order.filter { !first.contains($0) }
    var styles = Array(repeating: LineStyle(0), count: count)
    for (place, model) in drawn.enumerated() { styles[model] = LineStyle(place) }
    self.styles = styles
  }

  var metric: Metric { result.comparison.metric }
  var points: PointTable { result.points }

  func name(_ model: Int) -> String {
    result.models.indices.contains(model) ? result.models[model].name : "–"
  }

  func style(_ model: Int) -> LineStyle {
    styles.indices.contains(model) ? styles[model] : LineStyle(0)
  }

  /// The classes of a model's line; the one under test is drawn stronger.
  func lineClasses(_ model: Int) -> String {
    style(model).classes + (model == candidate ? " main" : "")
  }

  /// The place of a metric among the scoreboard's.
  func index(of metric: Metric) -> Int? { result.scores.metrics.firstIndex(of: metric) }

  func overall(_ model: Int, _ metric: Int) -> Scoreboard.Overall? {
    let all = result.scores.overall
    guard all.indices.contains(model), all[model].indices.contains(metric) else { return nil }
    return all[model][metric]
  }

  /// The mean over series of the ranking metric.
  func score(_ model: Int) -> Double {
    rankingMetric.flatMap { overall(model, $0)?.seriesMean } ?? .nan
  }

  /// The numbers of one model and metric of a three-fold table; empty where there are none.
  func row(_ table: [[[Double]]], _ model: Int, _ metric: Int) -> [Double] {
    guard table.indices.contains(model), table[model].indices.contains(metric) else { return [] }
    return table[model][metric]
  }

  /// The ranking metric of a model in each segment.
  func segmentScores(_ model: Int) -> [Double] {
    rankingMetric.map { row(result.scores.bySegment, model, $0) } ?? []
  }

  /// The ranking metric of a model on each series.
  func seriesScores(_ model: Int) -> [Double] {
    rankingMetric.map { row(result.scores.bySeries, model, $0) } ?? []
  }

  /// The forecasts of a model.
  func column(_ model: Int) -> PointTable.Column? {
    points.columns.indices.contains(model) ? points.columns[model] : nil
  }

  func id(_ series: Int) -> String {
    points.ids.indices.contains(series) ? points.ids[series] : "–"
  }

  /// The id as titles and tables have room for it.
  func shortID(_ series: Int) -> String { id(series).shortened }

  func text(_ stamp: Timestamp) -> String { points.timestampFormat.string(from: stamp) }

  /// The rows of a segment that are really there.
  func rows(of segment: Segment) -> Range<Int> {
    segment.rows.clamped(to: 0..<points.actual.count)
  }

  /// The cell of a model's name with its line before it.
  func nameCell(_ model: Int) -> Table.Cell {
    var cell = Table.Cell(named: name(model))
    cell.key = style(model)
    return cell
  }

  /// The key of a model below a chart's title.
  func key(_ model: Int) -> Chart.Key { Chart.Key(name: name(model), classes: lineClasses(model)) }

  /// Folds that the model under test wins against another, where all is one series.
  func foldsWon(against rival: Int) -> (won: Double, count: Int)? {
    let count = result.scores.models.count
    guard let candidate, let rankingMetric, candidate < count, rival < count else { return nil }
    let folds = result.scores.partsWon(by: candidate, over: rival, metric: rankingMetric)
    return folds.count > 0 ? folds : nil
  }

  /// ŷ − y of the forecasts that can be compared with what came.
  func errors(of model: Int, in segment: Segment) -> [Double] {
    guard let column = column(model) else { return [] }
    return rows(of: segment).map { row in
      column.values.indices.contains(row) ? column.values[row] - points.actual[row] : .nan
    }
  }
}
