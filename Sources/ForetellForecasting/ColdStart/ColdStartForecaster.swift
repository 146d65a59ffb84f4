public import ForetellNetworks
internal import ForetellNormalization
public import ForetellSeries

/// Networks that forecast series from their launch on by their static columns.
public struct ColdStartForecaster: CovariateForecaster {
  /// The name of its column.
  public static let name = "ColdStart"

  /// How it was made.
  public let resolved: ResolvedColdStart
  /// The step of the series it forecasts.
  public let frequency: Frequency
  /// The last stamp it was fitted on.
  public let cutoff: Timestamp
  /// How it did on series held back; nil where there were too few to hold any back.
  public let trial: LaunchTrial?
  let calibration: Calibration?
  /// Steps its members were trained in the end.
  public let trainedSteps: Int
  /// The parameters of each member.
  public let members: [Parameters<Float>]
  let normalizer: Normalizer

  public var name: String { Self.name }
  public var encoder: CovariateEncoder { resolved.encoder }

  public var summary: String? {
    let network = resolved.network
    return "\(members.count) × \(network.cell.rawValue) of \(network.hiddenSize), "
      + "\(encoder.columns), \(resolved.normalization), \(trainedSteps) training steps"
  }

  /// Forecasts what follows in each series; one without values is forecast from its launch, the start that the panel
  /// names.
  ///
  /// Of the values that are there only their number counts: how long ago the launch was.
  ///
  /// - Throws: ``ForecastingError`` with `.horizon` where a series would be followed beyond the horizon it was fitted for,
  ///   `.covariate` where a static column is missing.
  public func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast {
    try request.checkLevels()
    try history.checkFrequency(frequency)
    let most = resolved.recipe.horizon
    var reach = request.horizon
    for series in 0..<history.count {
      let steps = history.range(of: series).count + request.horizon
      guard request.horizon >= 1, steps <= most else {
        throw ForecastingError(
          .horizon,
          "the model follows a series for \(most) steps since its launch, and \(steps) are asked for",
          series: history.ids[series], remedy: "fit it with -H \(steps)")
      }
      reach = max(reach, steps)
    }
    let gatherer = ColdStartGatherer(
      resolved, panel: history, normalizer: normalizer,
      columns: try encoder.encoded(history, horizon: request.horizon))
    let found = try gatherer.forecasts(
      resolved, of: Array(0..<history.count), members: members, steps: reach)
    return Forecast(
      model: name, frequency: frequency, timestampFormat: history.timestampFormat,
      series: try found.enumerated().map { series, values in
        let known = history.range(of: series).count
        let values = Array(values[known..<known + request.horizon])
        guard values.allSatisfy(\.isFinite) else {
          throw encoder.notFinite(
            series, of: history, horizon: request.horizon,
            remedy: "look for static columns of extreme size")
        }
        return Forecast.Series(
          id: history.ids[series],
          timestamps: history.timestamps(after: series, count: request.horizon), values: values,
          intervals: calibration?.intervals(around: values, normalizer, levels: request.levels)
            ?? [])
      })
  }
}

extension ColdStartGatherer {
  /// The values of series from their launch on, the mean over members on the original scale.
  func forecasts(
    _ resolved: ResolvedColdStart, of series: [Int], members: [Parameters<Float>], steps: Int
  ) throws -> [[Double]] {
    guard !series.isEmpty else { return [] }
    let rows = min(series.count, 256)
    let engine = Engine(threads: 1, instructionSet: try InstructionSet.preferred())
    let predictor = EncoderDecoderPredictor(
      try EncoderDecoder(resolved.network), steps: 1, rows: rows, engine: engine)
    return stride(from: 0, to: series.count, by: rows).flatMap { start in
      let part = series[start..<min(start + rows, series.count)]
      var batch = EncoderDecoderBatch<Float>(
        resolved.network, steps: 1, horizon: steps, rows: rows)
      for (row, series) in part.enumerated() { fill(&batch, row: row, with: series) }
      var sums = part.map { _ in [Double](repeating: 0, count: steps) }
      for member in members {
        let outputs = predictor.outputs(for: batch, parameters: member)
        for row in sums.indices {
          for step in 0..<steps {
            let value = normalizer.restore(Normalized(Double(outputs[step * rows + row])))
            sums[row][step] += value / Double(members.count)
          }
        }
      }
      return sums
    }
  }
}
