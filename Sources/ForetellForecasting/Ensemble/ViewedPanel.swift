internal import ForetellSeries

/// A panel on the scale of a view, in single precision and contiguous: what batches are filled from.
struct ViewedPanel: Sendable {
  /// nil for series without an observed value.
  let scales: [SeriesScale?]
  /// Where each series begins in ``values``, with its first observed value.
  let starts: [Int]
  /// z of all series, gaps filled.
  let values: [Float]
  /// z of all series, NaN where missing; empty where nothing is.
  let targets: [Float]

  init(
    _ panel: Panel, view: EnsembleMember.View, transform: EnsembleMember.Transform,
    seasonLength: Int
  ) {
    let total = panel.storage.count
    let hasGaps = panel.storage.contains(where: \.isNaN)
    var scales: [SeriesScale?] = []
    var starts: [Int] = []
    values = [Float](unsafeUninitializedCapacity: total) { buffer, count in
      nonisolated(unsafe) let base = buffer
      base.initialize(repeating: 0)
      for series in 0..<panel.count {
        let range = panel.range(of: series)
        let leading = panel.values(of: series).prefix(while: \.isNaN).count
        let start = range.lowerBound + leading
        scales.append(
          SeriesScale(
            panel.values(of: series), view: view, transform: transform,
            seasonLength: seasonLength
          ) { base[start + $0] = Float($1) })
        starts.append(start)
      }
      count = total
    }
    self.scales = scales
    self.starts = starts
    targets =
      hasGaps ? zip(values, panel.storage).map { $1.isNaN ? .nan : $0 } : []
  }

  /// Values of a series from the first observed one on.
  func count(of series: Int) -> Int { scales[series]?.count ?? 0 }
}
