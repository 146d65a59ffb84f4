internal import ArgumentParser
internal import Foretell

/// ETTh1 in its three parts; the channels have mean 0 and standard deviation 1 over the training part.
struct LongHorizonData {
  let panel: Panel

  /// Hours of the training and the validation part, in months of thirty days; the test part is as long as the latter.
  private static let month = 30 * 24
  static let (trained, validated) = (12 * month, 4 * month)

  init(_ file: String) throws {
    var options = CSVOptions()
    options.isWide = true
    let panel = try CSVReader(options).read(file).panel
    guard panel.range(of: 0).count >= Self.trained + 2 * Self.validated else {
      throw ValidationError(
        "\(file) has fewer than the \(Self.trained + 2 * Self.validated) rows of ETTh1's parts")
    }
    let series = (0..<panel.count).map { index in
      let values = Array(panel.values(of: index))
      let known = values.prefix(Self.trained)
      let mean = known.mean
      let variance = known.map { ($0 - mean) * ($0 - mean) }.mean
      return values.map { ($0 - mean) / variance.squareRoot() }
    }
    self.panel = try Panel(
      frequency: panel.frequency, timestampFormat: panel.timestampFormat, ids: panel.ids,
      starts: panel.starts, offsets: panel.offsets, storage: series.flatMap { $0 })
  }

  /// The training and the validation part, which is what a recipe sees.
  var history: Panel {
    panel.prefix(dropping: panel.range(of: 0).count - Self.trained - Self.validated)
  }

  /// The training part alone.
  var training: Panel { panel.prefix(dropping: panel.range(of: 0).count - Self.trained) }

  /// The errors at every origin of a part; each window is a series of its own.
  func score(
    _ model: some Forecaster, lookback: Int, horizon: Int, onValidation: Bool
  ) throws -> (mse: Double, mae: Double) {
    let begin = Self.trained + (onValidation ? 0 : Self.validated)
    let origins = begin...begin + Self.validated - horizon
    var (squares, sizes, count) = (0.0, 0.0, 0)
    for channel in 0..<panel.count {
      let values = Array(panel.values(of: channel))
      let histories = try windows(of: channel, origins: origins, length: lookback)
      let forecast = try model.forecast(after: histories, horizon: horizon)
      for (origin, series) in zip(origins, forecast.series) {
        for (step, value) in series.values.enumerated() {
          let error = value - values[origin + step]
          squares += error * error
          sizes += abs(error)
          count += 1
        }
      }
    }
    return (squares / Double(count), sizes / Double(count))
  }

  private func windows(
    of channel: Int, origins: ClosedRange<Int>, length: Int
  ) throws -> Panel {
    let values = Array(panel.values(of: channel))
    return try Panel(
      frequency: panel.frequency, timestampFormat: panel.timestampFormat,
      ids: origins.map { "\(panel.ids[channel]) \($0)" },
      starts: origins.map { panel.timestamp(of: channel, at: $0 - length) },
      offsets: (0...origins.count).map { $0 * length },
      storage: origins.flatMap { values[$0 - length..<$0] })
  }
}
