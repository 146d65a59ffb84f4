public import ForetellNetworks
public import ForetellNormalization
public import ForetellSeries
public import ForetellWindowing

/// How to make a forecaster that sees columns beside the target: an encoder reads the past of a series with its
/// columns, a decoder the steps to come with what is known of them.
///
/// Only the horizon must be given; what is nil is chosen from the data when the recipe is fitted (see
/// ``resolved(for:)``).
public struct EncoderDecoderRecipe: CovariateRecipe {
  /// Steps to forecast at the most.
  public var horizon: Int
  /// Columns beside the target, and calendar features.
  public var covariates = CovariateColumns()
  public var cell: CellKind = .lstm
  public var hiddenSize: Int?
  public var layers = 1
  /// The share of outputs dropped between layers while training.
  public var dropout = 0.0
  /// Whether each layer above the first adds what it receives to what it gives.
  public var isResidual = false
  /// Whether what each layer gives is normalized over its units (Ba, Kiros & Hinton 2016).
  public var normalizesLayers = false
  /// Dropout by masks that stay the same over all steps of a window; nil drops nothing that way.
  public var variationalDropout: VariationalDropout?
  /// Values that the encoder reads.
  public var inputSize: Int?
  /// Steps in a season; nil takes the frequency's.
  public var seasonLength: Int?
  /// Whether the decoder is fed the value of the step before; else it goes by what is known of each step alone.
  public var feedsBack = false
  /// How often it is fed the true value while it is trained, where it is fed one.
  public var teacherForcing = TeacherForcing.linear(from: 1, to: 0.5)
  /// Whether each series has a vector of its own, learned by its id; one that was not there is unknown.
  public var embedsSeries = false
  public var normalization: Normalization?
  /// Optimizer, schedule, steps, batch size and loss; nil takes those for one or for many series.
  public var training: Training?
  /// How often series of unequal length are drawn.
  public var sampling = SamplingWeights.windows
  /// Networks that differ in their seed alone and whose forecasts are averaged.
  public var members: Int?
  /// Values at the end of every series that choose the number of steps; nil takes one horizon, 0
  /// trains blindly.
  public var validationSize: Int?
  /// Whether the chosen number of steps is trained again on all data.
  public var refitsOnAllData = true
  public var seed: UInt64 = 0

  public var name: String { EncoderDecoderForecaster.name }

  /// A recipe with everything but the horizon left to the data.
  public init(horizon: Int) { self.horizon = horizon }
}

/// A recipe with nothing left open: what a fitted model was made by.
public struct ResolvedEncoderDecoder: Codable, Hashable, Sendable {
  /// The recipe as it was given.
  public let recipe: EncoderDecoderRecipe
  public let network: EncoderDecoderConfiguration
  /// Values that the encoder reads.
  public let steps: Int
  public let seasonLength: Int
  public let normalization: Normalization
  public internal(set) var training: Training
  public let members: Int
  /// 0 where the series are too short to hold anything back.
  public let validationSize: Int
  /// How columns become what the networks see.
  public let encoder: CovariateEncoder
  /// The ids that have a vector, in its order, from 1; empty where none has.
  public let series: [String]

  /// What a forecast looks at.
  var shape: WindowShape { WindowShape(steps: steps, horizon: recipe.horizon) }
  var layout: EncoderDecoderLayout {
    EncoderDecoderLayout(CovariateLayout(encoder), seasonLength: seasonLength, series: series.count)
  }
}
