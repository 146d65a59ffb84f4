public import ForetellNetworks
public import ForetellNormalization
public import ForetellWindowing

/// How to make a recurrent forecaster.
///
/// Only the horizon must be given; what is nil is chosen from the
/// data when the recipe is fitted (see ``resolved(for:)``).
public struct RecurrentRecipe: Recipe {
  /// How several steps ahead are forecast.
  public enum Strategy: String, Codable, Sendable, CaseIterable {
    /// The head gives the whole horizon at once.
    case direct
    /// The head gives one step, which is fed back as if it had been observed. Any horizon can then be
    /// asked for.
    case recursive
  }

  /// Steps to forecast.
  public var horizon: Int
  public var cell: CellKind = .lstm
  public var hiddenSize: Int?
  public var layers = 1
  /// Steps that each layer looks back; nil where all look back one.
  ///
  /// The number of layers follows from it.
  public var dilations: Dilations?
  /// Whether what each layer above the first receives is added to what it gives; of dilated layers each block.
  public var isResidual = false
  /// Whether what each layer gives is normalized over its units (Ba, Kiros & Hinton 2016).
  public var normalizesLayers = false
  /// The share of outputs dropped between layers while training.
  public var dropout = 0.0
  /// Shares of each layer's inputs and states that are dropped by one mask over a whole window while training.
  public var variationalDropout: VariationalDropout?
  public var strategy = Strategy.direct
  /// `everyStep` learns from the whole horizon after every step of a window, `lastStep` from the one
  /// after its end.
  public var readout = Readout.everyStep
  /// `sigmoid` keeps forecasts within the range that min–max normalization has seen.
  public var output = OutputActivation.linear
  /// Steps that are decoded at once from the state after the last input; nil where the head gives all.
  ///
  /// For long horizons, with `lastStep`. Source: SegRNN, Lin et al. 2023.
  public var segmentLength: Int?
  public var initializer = Initializer()
  /// Values that a forecast looks back on.
  public var inputSize: Int?
  /// w, recent values that a step sees.
  public var width: Int?
  /// Values from one step to the next.
  public var stride = 1
  /// Steps in a season; nil takes the frequency's.
  public var seasonLength: Int?
  public var normalization: Normalization?
  /// Optimizer, schedule, steps and batch size; nil takes those for one or for many series.
  public var training: Training?
  /// How often series of unequal length are drawn.
  public var sampling = SamplingWeights.windows
  /// Networks that differ in their seed alone and whose forecasts are averaged.
  public var members: Int?
  /// Values at the end of every series that choose the number of steps; nil takes one horizon, 0
  /// trains blindly.
  public var validationSize: Int?
  /// Whether the chosen number of steps is trained again on all data.
  ///
  /// Without it the newest values
  /// are never learned from.
  public var refitsOnAllData = true
  public var seed: UInt64 = 0

  public var name: String { cell.modelName }

  /// A recipe with everything but the horizon left to the data.
  public init(horizon: Int) { self.horizon = horizon }
}
