public import ForetellSeries

/// How to make a forecaster: a plain value without state.
public protocol Recipe: Codable, Hashable, Sendable {
  associatedtype Fitted: Forecaster

  /// Fits a forecaster to history; nothing after its last values is seen, because nothing is there.
  ///
  /// - Throws: ``ForecastingError`` where the history does not allow it, `CancellationError` where the
  ///   task is cancelled.
  func fit(to history: Panel, under conditions: FittingConditions) async throws -> Fitted
}

extension Recipe {
  /// Fits on all processors, without reports.
  public func fit(to history: Panel) async throws -> Fitted {
    try await fit(to: history, under: FittingConditions())
  }
}

/// Where fitting runs and whom it tells how it goes.
///
/// Nothing here changes the result.
public struct FittingConditions: Sendable {
  /// Threads to use; nil takes as many as there are processors.
  public var threads: Int?
  /// Bytes that training may take; nil is four fifths of the machine's memory.
  public var maximumMemory: Int?
  /// Called after every step, from any thread but one call at a time, in the order of the steps.
  public var report: @Sendable (FittingProgress) -> Void

  public init(
    threads: Int? = nil, maximumMemory: Int? = nil,
    report: @escaping @Sendable (FittingProgress) -> Void = { _ in }
  ) {
    self.threads = threads
    self.maximumMemory = maximumMemory
    self.report = report
  }
}

/// How far fitting has come.
public struct FittingProgress: Hashable, Sendable {
  /// What is being done.
  public enum Phase: String, Hashable, Sendable {
    /// Training without the validation tail, to find the best number of steps.
    case validating
    /// Training on all data.
    case training
  }

  public let phase: Phase
  /// Steps done and to do over all members and phases, at the most.
  public let step: Int
  public let steps: Int
  /// The loss of the last batch.
  public let loss: Double
  /// The last loss on the validation tail, where there has been one.
  public let validationLoss: Double?
}

/// What fitting a recipe returns; it alone can forecast.
public protocol Forecaster: Sendable {
  /// The name of the model, which becomes the name of its column.
  var name: String { get }

  /// Forecasts the `horizon` values after the end of each series.
  ///
  /// - Throws: ``ForecastingError`` where the history or the horizon does not allow it.
  func forecast(after history: Panel, horizon: Int) throws -> Forecast
}

/// Forecasts of many series.
public struct Forecast: Hashable, Sendable {
  /// The forecast of one series.
  public struct Series: Hashable, Sendable {
    public let id: String
    /// The stamps after the end of its history.
    public let timestamps: [Timestamp]
    /// A point forecast for each stamp.
    public let values: [Double]

    public init(id: String, timestamps: [Timestamp], values: [Double]) {
      self.id = id
      self.timestamps = timestamps
      self.values = values
    }
  }

  /// A series that another model than the forecaster's own had to forecast, and why.
  public struct Substitution: Hashable, Sendable {
    public let series: String
    public let model: String
    public let reason: String

    public init(series: String, model: String, reason: String) {
      self.series = series
      self.model = model
      self.reason = reason
    }
  }

  /// The name of the model.
  public let model: String
  public let frequency: Frequency
  /// How the stamps are to be written.
  public let timestampFormat: TimestampFormat
  public let series: [Series]
  public let substitutions: [Substitution]

  public init(
    model: String, frequency: Frequency, timestampFormat: TimestampFormat, series: [Series],
    substitutions: [Substitution] = []
  ) {
    self.model = model
    self.frequency = frequency
    self.timestampFormat = timestampFormat
    self.series = series
    self.substitutions = substitutions
  }
}

extension Forecast {
  /// The same forecast with other notes on who made it.
  public func substituting(_ substitutions: [Substitution]) -> Forecast {
    Forecast(
      model: model, frequency: frequency, timestampFormat: timestampFormat, series: series,
      substitutions: substitutions)
  }
}

/// The longest horizon that may be asked for.
public let longestHorizon = 100_000

extension Panel {
  /// Refuses horizons and series that no model can forecast.
  func checkForecastable(horizon: Int) throws(ForecastingError) {
    guard (1...longestHorizon).contains(horizon) else {
      throw ForecastingError(
        .horizon, "the horizon is \(horizon)",
        remedy: "it must lie within 1 … \(longestHorizon) steps")
    }
    for series in 0..<count {
      let last = timestamps(after: series, count: 1).first.map {
        frequency.stamp(horizon - 1, after: $0)
      }
      guard let last, last.isSupported else {
        throw ForecastingError(
          .horizon, "\(horizon) steps of \(frequency) lead beyond the year 9999",
          series: ids[series], remedy: "forecast fewer steps")
      }
    }
    for series in 0..<count where values(of: series).allSatisfy(\.isNaN) {
      throw ForecastingError(.emptySeries, "it has no values", series: ids[series])
    }
  }

  /// Whether all observed values of a series are equal.
  package func isConstant(_ series: Int) -> Bool {
    let observed = values(of: series).lazy.filter { !$0.isNaN }
    guard let first = observed.first else { return true }
    return observed.allSatisfy { $0 == first }
  }

  /// The stamps after the end of a series.
  func timestamps(after series: Int, count: Int) -> [Timestamp] {
    let end = range(of: series).count
    return (0..<count).map { timestamp(of: series, at: end + $0) }
  }
}
