internal import CForetellWeights
public import ForetellSeries

/// Forecasts without fitting, by networks that come with the library.
///
/// ```swift
/// let model = try Pretrained.forecaster(for: panel)
/// let forecast = try model.forecast(after: panel, horizon: 12, levels: [80])
/// ```
///
/// docs/pretrained.md says what the networks were trained on and how well they do.
public enum Pretrained {
  static let longestSeason = 1_000_000

  /// A forecaster of the series of a panel.
  ///
  /// - Parameter seasonLength: m, steps in a season; nil takes the frequency's. Any is possible, see
  ///   docs/pretrained.md.
  /// - Throws: ``ModelFileError`` where the networks in this binary are damaged; ``ForecastingError`` with
  ///   `.recipe` where the season length is below 1.
  public static func forecaster(
    for panel: Panel, seasonLength: Int? = nil
  ) throws -> PretrainedForecaster {
    try forecaster(for: panel, seasonLength: seasonLength, weights: weights.get())
  }

  /// The same with networks from elsewhere.
  public static func forecaster(
    for panel: Panel, seasonLength: Int? = nil, weights: PretrainedWeights
  ) throws -> PretrainedForecaster {
    let m = seasonLength ?? panel.frequency.defaultSeasonLength
    guard (1...longestSeason).contains(m) else {
      throw ForecastingError(
        .recipe, "the season length is \(m)",
        remedy: "it must lie within 1 … 1 000 000; 1 is no season")
    }
    var committees: [SeasonClass: PretrainedCommittee] = [:]
    for needed in PretrainedRoute.classes(seasonLength: m) {
      guard let committee = try weights.committee(needed) else {
        throw ForecastingError(.recipe, "there is no pretrained network for \(needed) series")
      }
      committees[needed] = committee
    }
    return PretrainedForecaster(
      seasonLength: m, frequency: panel.frequency, cutoff: panel.lastTimestamp,
      committees: committees)
  }

  /// The networks in this binary.
  public static let weights: Result<PretrainedWeights, ModelFileError> = Result {
    () throws(ModelFileError) in
    try PretrainedWeights(embedded, path: "the pretrained networks of this binary")
  }

  private static var embedded: [UInt8] {
    Array(
      UnsafeBufferPointer(
        start: foretell_pretrained_weights(), count: foretell_pretrained_weights_size()))
  }
}
