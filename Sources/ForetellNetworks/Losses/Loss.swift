/// What training makes small: the mean over all targets, by their weights, of a function of output and target.
///
/// docs/losses.md has the equation, the domain and the source of each.
public enum Loss: Hashable, Sendable {
  /// `(ŷ − y)²`, least at the mean.
  case meanSquaredError
  /// `|ŷ − y|`, least at the median.
  case meanAbsoluteError
  /// `d²/2` where `d = ŷ − y` is at most δ in size, `δ·(|d| − δ/2)` beyond: few far targets pull no harder than
  /// δ (Huber 1964).
  case huber(delta: Double)
  /// `q·(y − ŷ)` where the output lies below the target, `(1 − q)·(ŷ − y)` where it lies above; least at
  /// the quantile `q` (Koenker & Bassett 1978).
  case pinball(quantile: Double)
  /// The mean pinball loss of several quantiles that cannot cross; see ``OrderedQuantiles``.
  case quantiles(OrderedQuantiles)
  /// The mean pinball loss of several quantiles, each an output added to gated forecasts that come with the
  /// targets; see ``GatedQuantiles``.
  case gatedQuantiles(GatedQuantiles)
  /// `−y·ln p − (1 − y)·ln(1 − p)`, p the sigmoid of the head's sum and y 0 or 1.
  ///
  /// Computed from the sum, so that it is finite for any. The network's outputs are p where its activation is
  /// `.sigmoid`, and the sums where it is `.linear`.
  case binaryCrossEntropy
  /// `−ln p_y`, p the softmax of the head's sums and y the number of a class, from 0: one target a readout.
  ///
  /// Computed from the sums, so that it is finite for any. The network's outputs are p where its activation is
  /// `.softmax`, and the sums where it is `.linear`.
  case categoricalCrossEntropy
  /// `−ln p(y)` under a distribution whose parameters are outputs; see ``Likelihood``.
  ///
  /// Where targets have units, each is followed by its own, u; the weight of a unit is 0.
  case negativeLogLikelihood(Likelihood, hasUnits: Bool = false)
}

extension Loss {
  /// Refuses numbers that make no loss, such as a quantile that no distribution has.
  ///
  /// - Throws: ``NetworkError`` with `.configuration`.
  public func validate() throws(NetworkError) { try objective.validate() }

  /// Refuses a network whose outputs are not those of this loss.
  ///
  /// - Throws: ``NetworkError`` with `.configuration`.
  public func validate(for configuration: NetworkConfiguration) throws(NetworkError) {
    try validate()
    guard objective.suits(configuration.output) else {
      throw NetworkError(
        .configuration, "the loss \(name) does not take \(configuration.output.rawValue) outputs",
        remedy: objective.readsSums
          ? "its own activation is part of it: use that one, or linear" : "use linear outputs")
    }
    guard objective.targetSize(outputs: configuration.outputSize) != nil else {
      throw NetworkError(
        .configuration, "\(configuration.outputSize) outputs are not those of the loss \(name)",
        remedy: objective.shapeRemedy)
    }
  }

  /// How many numbers stand in a row of targets beside a row of `outputs`; nil where no network of so many
  /// outputs has this loss.
  public func targetSize(outputs: Int) -> Int? { objective.targetSize(outputs: outputs) }

  /// What a target may be, for a network of `outputs` outputs.
  public func domain(outputs: Int) -> TargetDomain { objective.domain(outputs: outputs) }

  /// The loss at work.
  var objective: any Objective {
    switch self {
    case .meanSquaredError: SquaredError()
    case .meanAbsoluteError: PinballError(under: 1, over: 1)
    case .huber(let delta): HuberError(delta: delta)
    case .pinball(let quantile): PinballError(under: quantile, over: 1 - quantile)
    case .quantiles(let quantiles): quantiles
    case .gatedQuantiles(let shape): shape
    case .binaryCrossEntropy: BinaryCrossEntropy()
    case .categoricalCrossEntropy: CategoricalCrossEntropy()
    case .negativeLogLikelihood(let likelihood, let hasUnits):
      NegativeLogLikelihood(likelihood: likelihood, hasUnits: hasUnits)
    }
  }
}
