internal import ForetellSeries

extension PanelAssembly {
  /// The frequency that the stamps of all runs show.
  static func inferred(
    from runs: [Run], rowCount: Int, _ seriesCount: Int
  ) throws(CSVError) -> Frequency {
    var inference = FrequencyInference()
    var previous: Run?
    // Series of a panel mostly have the same months.
    var (alike, waiting): (Run?, Int) = (nil, 0)
    func show(_ run: Run, times: Int) {
      for place in 1..<run.count {
        inference.observe(
          run.stamp(at: place - 1), followedBy: run.stamp(at: place), times: times)
      }
    }
    for run in runs {
      if let first = alike, run.hasStamps(of: first) {
        waiting += 1
        previous = run
        continue
      }
      if let alike { show(alike, times: waiting) }
      (alike, waiting) = (nil, 0)
      if let previous, previous.series == run.series {
        inference.observe(previous.stamp(at: previous.count - 1), followedBy: run.stamp(at: 0))
      }
      if run.walk == nil {
        inference.observe(run: run.stamp(at: 0), every: run.step, count: run.count)
      } else {
        (alike, waiting) = (run, 1)
      }
      previous = run
    }
    if let alike { show(alike, times: waiting) }
    do throws(SeriesError) {
      return try inference.frequency()
    } catch {
      let message =
        switch (rowCount, seriesCount) {
        case (1, _): "there is one row only, so the step between stamps is unknown"
        case (seriesCount, 2...): "each series has one row only: \(error.message)"
        default: error.message
        }
      throw CSVError(.frequencyUnknown, message, remedy: error.remedy)
    }
  }
}
