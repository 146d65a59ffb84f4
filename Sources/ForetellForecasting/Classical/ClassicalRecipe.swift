public import ForetellSeries

/// A classical method as a recipe: it is fitted to each series by itself.
public struct ClassicalRecipe: Recipe {
  public var method: ClassicalMethod
  /// Steps in a season; nil takes the frequency's.
  public var seasonLength: Int?

  public var name: String { method.name }

  public init(_ method: ClassicalMethod, seasonLength: Int? = nil) {
    self.method = method
    self.seasonLength = seasonLength
  }

  /// Fits every series, several at a time; how many changes nothing.
  ///
  /// - Throws: ``ForecastingError`` where a series has no values, `CancellationError` between two series.
  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> ClassicalForecaster {
    try history.checkForecastable(horizon: 1)
    let seasonLength = max(1, seasonLength ?? history.frequency.defaultSeasonLength)
    let bench = ClassicalBench(method: method, seasonLength: seasonLength, history: history)
    let fits = try await bench.fits(
      lanes: conditions.threads ?? FittingConditions.processorCount)
    return ClassicalForecaster(
      method: method, seasonLength: seasonLength, frequency: history.frequency,
      cutoff: history.lastTimestamp, fits: fits)
  }

  public func estimatedSeconds(
    toFit history: Panel, under conditions: FittingConditions
  ) async throws -> Double {
    let threads = conditions.threads ?? FittingConditions.processorCount
    // Series are shared out evenly among the threads.
    return try await secondsBySample(of: history) / Double(max(1, min(threads, history.count)))
  }
}

/// Many series on their way to fits.
struct ClassicalBench: Sendable {
  let method: ClassicalMethod
  let seasonLength: Int
  let history: Panel
  /// Series a task takes at once: enough to share its memory, few enough to share the work.
  private static let chunk = 8

  /// The fits of all series by id, `lanes` chunks of them at a time.
  func fits(lanes: Int) async throws -> [String: SeriesFit] {
    let chunks = stride(from: 0, to: history.count, by: Self.chunk).map {
      $0..<min($0 + Self.chunk, history.count)
    }
    return try await withThrowingTaskGroup(of: [(String, SeriesFit)].self) { group in
      var waiting = chunks.makeIterator()
      for _ in 0..<max(1, lanes) {
        guard let chunk = waiting.next() else { break }
        group.addTask { try fits(of: chunk) }
      }
      var found: [String: SeriesFit] = [:]
      while let part = try await group.next() {
        for (id, fit) in part { found[id] = fit }
        if let chunk = waiting.next() { group.addTask { try fits(of: chunk) } }
      }
      return found
    }
  }

  private func fits(of chunk: Range<Int>) throws -> [(String, SeriesFit)] {
    let longest = chunk.map { history.range(of: $0).count }.max() ?? 0
    let workspace = workspace(longest: longest)
    return try chunk.compactMap { series in
      try Task.checkCancellation()
      return fit(series, workspace).map { (history.ids[series], $0) }
    }
  }

  /// A season longer than the history is never filtered.
  private func workspace(longest: Int) -> SmoothingWorkspace {
    SmoothingWorkspace(longest: longest, longestSeason: min(seasonLength, longest))
  }

  /// The fit of one series; nil where it has no values.
  func fit(_ series: Int) -> SeriesFit? {
    fit(series, workspace(longest: history.range(of: series).count))
  }

  private func fit(_ series: Int, _ workspace: SmoothingWorkspace) -> SeriesFit? {
    guard let values = ClassicalHistory(history.values(of: series)) else { return nil }
    let fitter = SeriesFitter(method: method, seasonLength: seasonLength, workspace: workspace)
    let found = fitter.fit(values)
    return SeriesFit(
      start: history.timestamp(of: series, at: values.leading), structure: found.structure,
      stopgap: found.stopgap, logLikelihood: found.logLikelihood)
  }
}
