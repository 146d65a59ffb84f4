public import ForetellNetworks

/// One network of an ensemble: what it sees of a series, what it learns, and how.
///
/// At every step the network sees a vector of recent values and forecasts the whole horizon after it; the
/// loss is taken at every step. With z the series on the scale of its ``View``, step p sees
///
///     x = (z[p−w …< p] − a) / s        and learns        y_j = (z[p+j] − a) / s,   j = 0 …< horizon
///
/// a the anchor, the mean of the newest ``anchor`` values, and s the ``Scale``. Values before the first are
/// taken to be equal to it.
public struct EnsembleMember: Codable, Hashable, Sendable {
  /// Which series it looks at.
  public enum View: String, Codable, Sendable {
    /// Classical seasonal indices taken out, where the series is significantly seasonal.
    case adjusted
    /// As it is.
    case raw
  }

  /// What values are brought to before anchor and scale.
  public enum Transform: String, Codable, Sendable {
    /// Logarithms of a positive series, any other in units of its standard deviation.
    case logarithm
    /// Every series in units of its standard deviation.
    case linear
  }

  /// What an anchored window is divided by.
  public enum Scale: String, Codable, Sendable {
    /// 1: the size of changes means something.
    case one
    /// Its own root mean square, and 0.02.
    case window
  }

  /// On which scale an error counts.
  public enum Objective: String, Codable, Sendable {
    /// Before the division by s: on logarithms the relative error, which sMAPE measures.
    case relative
    /// After it: as large for a quiet series as for a wild one, which MASE measures.
    case scaled
  }

  /// How windows are drawn.
  public enum Sampling: String, Codable, Sendable {
    /// Every series alike.
    case series
    /// Every window alike, and so long series more often.
    case windows
  }

  public var view = View.raw
  public var transform = Transform.logarithm
  /// w, the values a step sees.
  public var width: Int
  /// S, the steps of a window, and how many values lie between two of them.
  public var steps: Int
  public var stride = 1
  /// Newest values whose mean is the anchor.
  public var anchor = 1
  public var scale = Scale.one
  public var objective = Objective.relative
  public var sampling = Sampling.series
  /// Whether a step also sees 0.3·ln p, p the number of values it knows.
  public var seesAge = false
  /// Newest values whose copy, again and again, is added to the output; 0 adds nothing.
  public var copiedSeason = 0
  /// Values a step must know to be learned from.
  public var firstOrigin = 2
  /// Whether windows are drawn only where their last step knows all its targets.
  public var needsWholeTargets = false
  public var hiddenSize = 128
  public var layers = 1
  /// Whether a linear map from input to output is learned beside the network.
  public var hasSkip = false
  /// Steps that are decoded at once from the state after the last input; nil has the whole horizon from a head
  /// at every step.
  ///
  /// For long horizons. The cell is then a GRU, a window is one example, and its last anchor and scale are those
  /// of all its steps. Source: SegRNN, Lin et al. 2023.
  public var segmentLength: Int?
  public var loss = Loss.meanAbsoluteError
  public var learningRate = 7e-3
  public var trainingSteps = 600
  public var batchSize = 64

  public init(width: Int, steps: Int) {
    self.width = width
    self.steps = steps
  }

  /// Features of a step.
  var inputSize: Int { width + (seesAge ? 1 : 0) }

  /// Outputs of the network: the horizon, or the segments that cover it.
  func outputSize(horizon: Int) -> Int {
    segmentLength.map { (horizon + $0 - 1) / $0 * $0 } ?? horizon
  }

  /// Its network for a horizon, as it learns.
  func network(horizon: Int) -> NetworkConfiguration {
    network(horizon: horizon, readout: segmentLength == nil ? .everyStep : .lastStep)
  }

  /// Its network for a horizon.
  func network(horizon: Int, readout: Readout) -> NetworkConfiguration {
    NetworkConfiguration(
      cell: segmentLength == nil ? .lstm : .gru, inputSize: inputSize, hiddenSize: hiddenSize,
      layers: layers, outputSize: outputSize(horizon: horizon), readout: readout,
      isResidual: layers > 1, hasSkip: hasSkip, segmentLength: segmentLength)
  }

  var training: Training {
    Training(
      optimizer: .adam(learningRate: learningRate), schedule: .cosine(warmup: 0.1),
      steps: trainingSteps, batchSize: batchSize, clipNorm: 1, loss: loss)
  }
}
