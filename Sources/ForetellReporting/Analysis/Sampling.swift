internal import ForetellBacktesting

/// Which series and folds are drawn: all where they are few, else some from worst to best.
struct Sampling {
  /// A segment worth drawing by itself, and why.
  struct Exhibit {
    var segment: Segment
    var what: String
  }

  let study: Study

  /// Numbers that may be embedded for the script; about 6 bytes each.
  static let mostNumbers = 60_000

  /// The worst, the median and the best segment: among the series of the last fold, or among the folds
  /// where series are few.
  var exhibits: [Exhibit] {
    guard let candidate = study.candidate else { return [] }
    let scores = study.segmentScores(candidate)
    let last = study.points.segments.map(\.fold).max() ?? 0
    let all = study.points.segments.enumerated().map { index, segment in
      (segment: segment, score: scores.indices.contains(index) ? scores[index] : .nan)
    }.filter { !$0.segment.rows.isEmpty }
    let newest = all.filter { $0.segment.fold == last }
    let field = newest.count >= 3 ? newest : all
    let ranked = field.filter { $0.score.isFinite }.sorted { $0.score < $1.score }
    let text = { (score: Double) in "\(study.metric.heading) \(study.metric.text(score))" }
    guard ranked.count >= 3 else {
      return (ranked.isEmpty ? Array(field.prefix(3)) : ranked.reversed()).map {
        Exhibit(segment: $0.segment, what: $0.score.isFinite ? text($0.score) : "not scored")
      }
    }
    return [("worst", ranked.count - 1), ("median", ranked.count / 2), ("best", 0)].map {
      name, place in
      Exhibit(segment: ranked[place].segment, what: "\(name), \(text(ranked[place].score))")
    }
  }

  /// The segment beside the verdict: the median series of the last fold.
  var headline: Segment? {
    let last = study.points.segments.map(\.fold).max()
    let newest = study.points.segments.enumerated().filter { $0.element.fold == last }
    guard let candidate = study.candidate else { return newest.first?.element }
    let scores = study.segmentScores(candidate)
    let ranked = newest.filter { scores.indices.contains($0.offset) && scores[$0.offset].isFinite }
      .sorted { scores[$0.offset] < scores[$1.offset] }
    return ranked.isEmpty ? newest.first?.element : ranked[ranked.count / 2].element
  }

  /// The series whose segments are embedded, in the order of the panel, and whether that is all.
  var embedded: (series: [Int], isAll: Bool) {
    var sizes: [Int: Int] = [:]
    let columns = study.points.columns.map { 1 + 2 * $0.intervals.count }.reduce(0, +)
    let history = min(SegmentPicture.longestHistory, max(24, 3 * study.result.setup.seasonLength))
    for segment in study.points.segments {
      sizes[segment.series, default: 0] += history + segment.rows.count * (columns + 1)
    }
    let total = sizes.values.reduce(0, +)
    let present = sizes.keys.sorted()
    if total <= Self.mostNumbers { return (present, true) }
    let typical = max(1, total / max(1, present.count))
    let count = min(present.count, max(1, Self.mostNumbers / typical))
    let scores = study.candidate.map(study.seriesScores) ?? []
    let ranked = present.sorted {
      let (left, right) = (score($0, scores), score($1, scores))
      return left == right ? $0 < $1 : left > right
    }
    // Evenly from the worst to the best, both included.
    let places = Set((0..<count).map { $0 * (ranked.count - 1) / max(1, count - 1) })
    return (places.sorted().map { ranked[$0] }, count == present.count)
  }

  private func score(_ series: Int, _ scores: [Double]) -> Double {
    scores.indices.contains(series) && scores[series].isFinite ? scores[series] : -.infinity
  }
}
