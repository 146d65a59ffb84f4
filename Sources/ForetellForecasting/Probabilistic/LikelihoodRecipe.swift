public import ForetellNetworks
public import ForetellSeries

/// One network for all series that says how probable each next value is, given those before it.
///
/// Every step of a window sees values that came before, on the window's own scale, and gives the parameters of a
/// distribution; training makes the values that came probable. A forecast steps the network into the future many
/// times, each time on values drawn from its own distributions: the quantiles of these paths are its intervals.
/// Source: Salinas, Flunkert, Gasthaus & Januschowski 2020 (DeepAR). What differs from it is in docs/probabilistic.md.
///
/// Columns that are known ahead, facts of the series and the calendar are seen at the step they belong to, in training and on
/// every path alike. A column of the past has no value there while futures are drawn, and is refused.
public struct LikelihoodRecipe: Recipe {
  /// Steps to forecast, by which windows and what is held back are sized; the model forecasts any number.
  public var horizon: Int
  /// The family of distributions; nil is chosen by the data: negative binomial for small counts, else Student's.
  public var likelihood: Likelihood?
  /// Columns beside the target, and calendar features; nil sees the series alone.
  public var covariates: CovariateColumns?
  /// Whether each series has a vector of its own, learned by its id; one that was not there is unknown.
  public var embedsSeries = false
  public var cell = CellKind.lstm
  public var hiddenSize = 40
  public var layers = 1
  /// The share of a layer's outputs that is dropped on the way to the next while training.
  public var dropout = 0.0
  /// Whether each layer above the first adds what it receives to what it gives.
  public var isResidual = false
  /// Whether what each layer gives is normalized over its units (Ba, Kiros & Hinton 2016).
  public var normalizesLayers = false
  /// Dropout by masks that stay the same over all steps of a window; nil drops nothing that way.
  public var variationalDropout: VariationalDropout?
  /// Values that a step's state goes back on; nil is chosen.
  public var contextLength: Int?
  /// Steps in a season; nil takes the frequency's.
  public var seasonLength: Int?
  /// Futures that a forecast draws of each series.
  public var paths = 200
  /// Networks that share the paths out; nil is chosen.
  public var members: Int?
  /// Nil is chosen; its loss is the likelihood's whatever it says.
  public var training: Training?
  /// Values held back at the end to choose the number of steps; nil is chosen, 0 holds nothing back.
  public var validationSize: Int?
  public var seed: UInt64 = 0

  public static let name = "DeepAR"
  public var name: String { Self.name }

  public init(horizon: Int, likelihood: Likelihood? = nil) {
    self.horizon = horizon
    self.likelihood = likelihood
  }
}

/// A recipe with nothing left open: what a fitted model was made by.
public struct ResolvedLikelihood: Codable, Hashable, Sendable {
  /// The recipe as it was given.
  public let recipe: LikelihoodRecipe
  public let likelihood: Likelihood
  public let seasonLength: Int
  /// Values that scale and state of a forecast come from.
  public let context: Int
  /// Steps after the context that a training window goes on for.
  public let reach: Int
  /// How many steps before its own the values lie that a step sees, ascending.
  public let lags: [Int]
  public internal(set) var network: NetworkConfiguration
  public let members: Int
  public let training: Training
  /// 0 where nothing is held back.
  public let validationSize: Int
  /// Mean and spread of the logarithms of the series' units.
  var logUnit: LogUnit
  /// How columns become what the network sees; nil where it sees none.
  public internal(set) var encoder: CovariateEncoder?
  /// The ids that have a vector, in its order, from 1; nil where none has.
  public let series: [String]?

  struct LogUnit: Codable, Hashable, Sendable {
    let mean: Double
    let spread: Double
  }

  /// Steps of a training window.
  var steps: Int { context + reach }
}
