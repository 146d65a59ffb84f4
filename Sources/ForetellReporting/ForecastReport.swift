public import ForetellForecasting
public import ForetellSeries

/// A forecast as a document: charts with the end of the history, the numbers, and what is known about
/// their worth.
public struct ForecastReport: Sendable {
  /// How the model did on values held back while it was fitted, beside the baselines.
  public struct Trial: Hashable, Sendable {
    /// The name of the measure, such as `sMAPE`.
    public var metric: String
    public var score: Double
    /// The score of each baseline, by its name.
    public var baselines: [String: Double]
    /// What was held back, in words: `12 values of every series`.
    public var extent: String
    /// Whether the number of training steps was chosen on the same values, which flatters the score.
    public var choseSteps = false

    public init(metric: String, score: Double, baselines: [String: Double], extent: String) {
      self.metric = metric
      self.score = score
      self.baselines = baselines
      self.extent = extent
    }

    /// The trial that a fitted model remembers.
    public init(_ validation: Validation) {
      self.init(
        metric: "sMAPE", score: validation.smape, baselines: validation.baselines,
        extent: "\(validation.size) values at the end of every series")
      choseSteps = true
    }
  }

  /// A line of the configuration: a name and its value.
  public struct Setting: Hashable, Sendable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public let forecast: Forecast
  /// What was forecast from.
  public let history: Panel
  /// Where the history was read from.
  public var source: String?
  /// nil where nothing was held back.
  public var trial: Trial?
  /// What the reader should know, a sentence each.
  public var notes: [String] = []
  public var configuration: [Setting] = []
  public var foretellVersion: String

  public init(_ forecast: Forecast, history: Panel, foretellVersion: String) {
    self.forecast = forecast
    self.history = history
    self.foretellVersion = foretellVersion
  }

  /// One HTML file that needs nothing else: no network, no script to be read, no font.
  public func html() -> String { ForecastPage(self).page.html }

  /// The same in GitHub's Markdown, with tables in place of the charts.
  public func markdown() -> String { ForecastPage(self).page.markdown }
}
