/// The scores of one model while its rows go by.
struct ScoreCollector {
  private let points: PointTable
  private let metrics: [Metric]
  /// A mean over series for each metric and fold.
  private(set) var folds: [[RunningMean]]
  /// `[metric][series]` and `[metric][segment]`.
  private(set) var series: [[Double]]
  private(set) var segments: [[Double]]
  /// Of all points, by metric.
  private var totals: [Tally]
  /// Of the series that goes by: by metric, and by metric and step.
  private var current: [Tally]
  private var sums: [StepSums]
  private var scratch: PointStatistics

  init(points: PointTable, metrics: [Metric], steps: Int) {
    self.points = points
    self.metrics = metrics
    func table<Value>(_ value: Value, _ count: Int) -> [[Value]] {
      Array(repeating: Array(repeating: value, count: count), count: metrics.count)
    }
    let foldCount = (points.segments.map(\.fold).max() ?? -1) + 1
    folds = table(RunningMean(), foldCount)
    series = table(.nan, points.ids.count)
    segments = table(.nan, points.segments.count)
    totals = Array(repeating: Tally(), count: metrics.count)
    current = totals
    sums = metrics.map { StepSums($0, count: steps) }
    scratch = PointStatistics(capacity: steps)
  }

  /// Goes through all segments of a column.
  mutating func collect(_ column: PointTable.Column) {
    let source = PointSource(
      actual: points.actual, forecast: column.values, bands: column.intervals)
    let all = points.segments
    for (place, segment) in all.enumerated() {
      for metric in metrics.indices { add(segment, at: place, metric, source) }
      let isLast = place + 1 == all.count || all[place + 1].series != segment.series
      if isLast { finish(segment.series) }
    }
  }

  /// `[metric][step]`, the mean over series.
  var steps: [[Double]] { sums.map { $0.means.means } }

  /// The scores over all points and series.
  func overall() -> [Scoreboard.Overall] {
    metrics.indices.map { index in
      var mean = RunningMean()
      for score in series[index] { mean.add(score) }
      return Scoreboard.Overall(
        seriesMean: mean.value, pooled: metrics[index].score(of: totals[index]),
        points: totals[index].points, series: mean.count, leftOut: totals[index].exclusions)
    }
  }

  /// Adds a segment to what the current series has so far.
  private mutating func add(
    _ segment: Segment, at place: Int, _ metric: Int, _ source: PointSource
  ) {
    let tally = scratch.fill(metrics[metric], source, rows: segment.rows, scale: segment.scale)
    let score = metrics[metric].score(of: tally)
    segments[metric][place] = score
    folds[metric][segment.fold].add(score)
    current[metric] += tally
    sums[metric].add(scratch, count: segment.rows.count)
  }

  /// Turns what the current series has into scores, and clears it.
  private mutating func finish(_ id: Int) {
    for metric in metrics.indices {
      let score = metrics[metric].score(of: current[metric])
      series[metric][id] = score
      if score.isNaN { current[metric][.zeroSeries] += current[metric].points }
      totals[metric] += current[metric]
      current[metric] = Tally()
      sums[metric].finish()
    }
  }
}

/// A mean of the scores that there are.
struct RunningMean {
  private var sum = 0.0
  private(set) var count = 0

  /// NaN where nothing was added.
  var value: Double { count > 0 ? sum / Double(count) : .nan }

  /// Adds a score, unless it is NaN.
  @inline(__always)
  mutating func add(_ score: Double) {
    guard !score.isNaN else { return }
    sum += score
    count += 1
  }
}

extension [RunningMean] {
  var means: [Double] { map(\.value) }
}
