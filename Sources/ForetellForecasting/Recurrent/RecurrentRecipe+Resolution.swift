public import ForetellNetworks
internal import ForetellNormalization
public import ForetellSeries
internal import ForetellWindowing

extension RecurrentRecipe {
  /// Chooses what the recipe leaves open, from lengths, frequency and sign of the data.
  ///
  /// A step sees a season and the value before it (`w = m + 1`), or eight values where there is no
  /// season; a window has two seasons of steps more, at most 48. Where the longest series is too short for
  /// that, first the window shrinks and then the step, until half of the history is left to train on.
  /// What is held back is one horizon, up to eight of them as the history grows, and a quarter at the most. The choices and
  /// what they were measured against are in docs/accuracy.md.
  ///
  /// - Throws: ``ForecastingError`` with `.recipe` where the recipe contradicts itself, `.tooShort` where
  ///   no series is long enough.
  public func resolved(for panel: Panel) throws -> ResolvedRecipe {
    try check()
    let longest = (0..<panel.count).map { panel.range(of: $0).count }.max() ?? 0
    let season = seasonLength ?? panel.frequency.defaultSeasonLength
    let (width, steps) = try window(season: season, longest: longest)
    let normalization = normalization ?? defaultNormalization(for: panel, width: width)
    try checkStep(of: width, normalization)
    let plain = NetworkConfiguration(
      cell: cell, inputSize: width, hiddenSize: hiddenSize ?? Self.hiddenSize(for: panel),
      layers: layers, dropout: dropout, outputSize: modelHorizon * outputsPerStep, output: output,
      readout: readout, initializer: initializer,
      segmentLength: segmentLength.map { $0 * outputsPerStep })
    let network = try stack(plain, season: season, steps: steps)
    do throws(NetworkError) {
      try network.validate()
      try training?.loss.validate(for: network)
    } catch {
      throw ForecastingError(.recipe, error.message, remedy: error.remedy)
    }
    return ResolvedRecipe(
      recipe: self, network: network,
      width: width, steps: steps, seasonLength: season, normalization: normalization,
      training: training ?? Self.defaultTraining(for: panel),
      members: members ?? Self.members(for: panel),
      validationSize: try validation(width: width, steps: steps, longest: longest))
  }

  private var outputsPerStep: Int { training?.loss.outputsPerStep ?? 1 }

  /// Steps that the network gives: the horizon, or the segments that cover it.
  private var modelHorizon: Int {
    guard strategy == .direct else { return 1 }
    return segmentLength.map { (horizon + $0 - 1) / $0 * $0 } ?? horizon
  }

  private func checkStep(
    of width: Int, _ normalization: Normalization
  ) throws(ForecastingError) {
    if readout == .everyStep, width == 1, !normalization.methods(over: .window).isEmpty {
      throw ForecastingError(
        .recipe, "normalization by window needs more than one value a step",
        remedy: "give it a larger --input-size, or normalize by series: --normalize standard@series"
      )
    }
    let methods = normalization.stages.map(\.method)
    guard output != .softmax else {
      throw ForecastingError(
        .recipe, "a softmax gives the probabilities of classes, and values are none",
        remedy: "use linear outputs")
    }
    if output == .sigmoid, methods != [.minMax] {
      throw ForecastingError(
        .recipe, "a sigmoid head gives numbers between 0 and 1",
        remedy: "normalize by min-max@series or min-max@panel alone")
    }
  }

  /// Values a series needs, so that every output of the head has been trained on something.
  private func needed(width: Int, steps: Int) -> Int {
    let length = width + (steps - 1) * stride
    // Read at every step, the first step of a window sees targets that the last one does not.
    return readout == .everyStep
      ? max(length + 1, width + modelHorizon) : length + modelHorizon
  }

  /// Values to hold back.
  private func validation(
    width: Int, steps: Int, longest: Int
  ) throws(ForecastingError) -> Int {
    let most = longest - needed(width: width, steps: steps)
    if let validationSize {
      guard validationSize <= most else {
        throw ForecastingError(
          .recipe,
          "\(validationSize) values cannot be held back: of \(longest) only \(most) can be spared",
          remedy: "lower --val-size or --input-size")
      }
      return validationSize
    }
    let horizons = min(8, max(1, longest / (10 * horizon)))
    // Never more than a quarter, or too little would be left to learn the number of steps from.
    return min(horizon * horizons, max(1, longest / 4), most)
  }

  private func check() throws(ForecastingError) {
    guard (1...longestHorizon).contains(horizon) else {
      throw ForecastingError(
        .horizon, "the horizon is \(horizon)",
        remedy: "it must lie within 1 … \(longestHorizon) steps")
    }
    try ForecastingError.refuse([
      ("input size", inputSize), ("width of a step", width), ("stride", stride),
      ("season length", seasonLength), ("segment length", segmentLength),
      ("number of members", members),
    ])
    try training?.checkNumbers()
    if let validationSize, validationSize < 0 {
      throw ForecastingError(
        .recipe, "the validation size is \(validationSize)", remedy: "0 trains without validation")
    }
    try training?.loss.checkForecastsValues()
    if strategy == .recursive, training?.loss.orderedQuantiles != nil {
      throw ForecastingError(
        .recipe, "quantiles of a step cannot be fed back as its value",
        remedy:
          "use the direct strategy, or deepar (LikelihoodRecipe), which draws values to feed back")
    }
    do throws(NetworkError) {
      try training?.loss.validate()
    } catch {
      throw ForecastingError(.recipe, error.message, remedy: error.remedy)
    }
  }

  /// Values that a step sees where the history is long enough.
  func fullWidth(season: Int) -> Int { width ?? (season > 1 ? season + 1 : 8) }

  /// Width and steps of a window.
  private func window(season: Int, longest: Int) throws(ForecastingError) -> (Int, Int) {
    var width = fullWidth(season: season)
    var steps = season > 1 ? min(2 * season, 48) : 16
    if let inputSize {
      width = min(width, inputSize)
      steps = (inputSize - width) / stride + 1
    } else {
      let room = min(longest / 2, longest - modelHorizon)
      steps = min(steps, max((room - width) / stride + 1, 4))
      if self.width == nil { width = min(width, max(2, room - (steps - 1) * stride)) }
    }
    // Two windows to train on at the least, and one target to hold back.
    let needed = needed(width: width, steps: steps) + (inputSize == nil ? 2 : 0)
    guard longest >= needed else { throw tooShort(longest: longest, needed: needed) }
    return (width, steps)
  }

  private func tooShort(longest: Int, needed: Int) -> ForecastingError {
    ForecastingError(
      .tooShort, "the longest series has \(longest) values where this network needs \(needed)",
      remedy: strategy == .direct
        ? "lower --input-size or the horizon, use --strategy recursive or --model seasonal-naive"
        : "lower --input-size, or use --model seasonal-naive")
  }

  /// Logarithm where all is positive, then each series on its own scale, then each step from its last
  /// value.
  ///
  /// A step of one value has no level of its own, and a sigmoid head needs numbers of 0 … 1.
  private func defaultNormalization(for panel: Panel, width: Int) -> Normalization {
    if output == .sigmoid { return Normalization(.minMax, over: .series) }
    var stages = [Normalization.Stage(.standard, over: .series)]
    if panel.storage.allSatisfy({ !($0 <= 0) }) { stages.insert(.init(.log, over: .series), at: 0) }
    if width > 1 || readout == .lastStep { stages.append(.init(.level, over: .window)) }
    return Normalization(stages) ?? Normalization(.standard, over: .series)
  }

  private static func hiddenSize(for panel: Panel) -> Int {
    panel.count > 20 ? 64 : 32
  }

  private static func members(for panel: Panel) -> Int {
    panel.count > 20 ? 2 : 8
  }

  /// The training that a recipe without one of its own gets for a panel.
  public static func defaultTraining(for panel: Panel) -> Training {
    Training(
      optimizer: .adam(learningRate: 5e-3), schedule: .cosine(warmup: 0.1),
      steps: panel.count > 20 ? 600 : 300, batchSize: panel.count > 20 ? 64 : 16, clipNorm: 1,
      validationInterval: 10, patience: nil)
  }
}

extension ResolvedRecipe {
  var shape: WindowShape {
    WindowShape(
      width: width, steps: steps, stride: recipe.stride,
      horizon: network.outputSize / outputsPerStep)
  }
}
