internal import ForetellSeries

/// What a classical method learned of one series.
public struct SeriesFit: Codable, Hashable, Sendable {
  /// What is kept when the series grows; states and indices are found anew.
  enum Structure: Codable, Hashable, Sendable {
    /// All values were equal.
    case constant
    case windowAverage(width: Int)
    /// The last value; of the seasonally adjusted series where there is a season.
    case lastValue(season: SeasonalPattern.Kind)
    case theta(alpha: Double, season: SeasonalPattern.Kind)
    case smoothing(form: SmoothingForm, parameters: SmoothingParameters)
  }

  /// Another model that had to step in, and why.
  struct Stopgap: Codable, Hashable, Sendable {
    let model: String
    let reason: String
  }

  /// The stamp of the first observed value: initial states belong to it.
  let start: Timestamp
  let structure: Structure
  let stopgap: Stopgap?
  /// The logarithm of the likelihood of a form of exponential smoothing, but for R's constant:
  /// `−½·(n·ln Σe² + 2·Σ ln f)`, the second sum for relative errors only; nil for other methods.
  public let logLikelihood: Double?

  /// What was fitted in words, such as `ETS(M,Ad,M)` or `Theta, α 0.31, season multiplicative`.
  public var description: String {
    switch structure {
    case .constant: "constant"
    case .windowAverage(let width): "mean of \(width) values"
    case .lastValue(let season): "last value" + Self.words(season)
    case .theta(let alpha, let season):
      "Theta with α \((alpha * 1000).rounded() / 1000)" + Self.words(season)
    case .smoothing(let form, _): form.description
    }
  }

  private static func words(_ season: SeasonalPattern.Kind) -> String {
    switch season {
    case .none: ""
    case .additive: ", additive season"
    case .multiplicative: ", multiplicative season"
    }
  }

  /// Whether its numbers are possible, whatever file they came from.
  func isPlausible(seasonLength: Int) -> Bool {
    switch structure {
    case .constant, .lastValue: true
    case .windowAverage(let width): width >= 1
    case .theta(let alpha, _): (0...1).contains(alpha)
    case .smoothing(let form, let parameters):
      parameters.isPlausible(for: form, seasonLength: seasonLength)
    }
  }
}
