public import ForetellNetworks
internal import ForetellNormalization
public import ForetellSeries
internal import ForetellWindowing

extension RecurrentRecipe {
  /// Chooses what the recipe leaves open, from lengths, frequency and sign of the data.
  ///
  /// A step sees a season and the value before it (`w = m + 1`), or eight values where there is no
  /// season; a window is two more seasons long. Where the longest series is too short for that, first the
  /// window shrinks and then the step, until half of the history is left for training. The number
  /// of validated steps and the rest were chosen on the validation tails of real series; the measured
  /// table is in docs/accuracy.md.
  ///
  /// - Throws: ``ForecastingError`` with `.recipe` where the recipe contradicts itself, `.tooShort` where
  ///   no series is long enough.
  public func resolved(for panel: Panel) throws -> ResolvedRecipe {
    try check()
    let longest = (0..<panel.count).map { panel.range(of: $0).count }.max() ?? 0
    let season = seasonLength ?? panel.frequency.defaultSeasonLength
    let modelHorizon = strategy == .direct ? horizon : 1
    let (width, steps) = try window(season: season, longest: longest)
    let length = width + (steps - 1) * stride
    let wanted = validationSize ?? min(horizon, max(1, (longest - length) / 2))
    let validation = longest - wanted >= length + 1 ? wanted : 0
    let normalization = normalization ?? Self.defaultNormalization(for: panel)
    if readout == .everyStep, width == 1, !normalization.methods(over: .window).isEmpty {
      throw ForecastingError(
        .recipe, "normalization by window needs more than one value a step",
        remedy: "widen the step, normalize by series, or read the last step only")
    }
    let network = NetworkConfiguration(
      cell: cell, inputSize: width, hiddenSize: hiddenSize ?? Self.hiddenSize(for: panel),
      layers: layers, dropout: dropout, outputSize: modelHorizon, readout: readout)
    do throws(NetworkError) {
      try network.validate()
    } catch {
      throw ForecastingError(.recipe, error.message, remedy: error.remedy)
    }
    return ResolvedRecipe(
      recipe: self, network: network,
      width: width, steps: steps, seasonLength: season, normalization: normalization,
      training: training ?? Self.defaultTraining(for: panel),
      members: members ?? Self.members(for: panel), validationSize: validation)
  }

  private func check() throws(ForecastingError) {
    guard (1...longestHorizon).contains(horizon) else {
      throw ForecastingError(
        .horizon, "the horizon is \(horizon)",
        remedy: "it must lie within 1 … \(longestHorizon) steps")
    }
    let sizes = [
      ("input size", inputSize), ("width of a step", width), ("stride", stride),
      ("season length", seasonLength), ("number of members", members),
      ("number of training steps", training?.steps), ("batch size", training?.batchSize),
    ]
    for case (let name, let size?) in sizes where !(1...1_000_000).contains(size) {
      throw ForecastingError(
        .recipe, "the \(name) is \(size)", remedy: "it must lie within 1 … 1 000 000")
    }
    if let validationSize, validationSize < 0 {
      throw ForecastingError(
        .recipe, "the validation size is \(validationSize)", remedy: "0 trains without validation")
    }
  }

  /// Width and steps of a window.
  private func window(season: Int, longest: Int) throws(ForecastingError) -> (Int, Int) {
    let room = max(0, longest / 2)
    if let inputSize {
      let width = min(width ?? (season > 1 ? season + 1 : 8), inputSize)
      guard longest > inputSize else {
        throw tooShort(longest: longest, needed: inputSize + 1)
      }
      return (width, (inputSize - width) / stride + 1)
    }
    var width = width ?? (season > 1 ? season + 1 : 8)
    var steps = season > 1 ? min(2 * season, 48) : 16
    let affordable = (room - width) / stride + 1
    steps = min(steps, max(affordable, 4))
    if self.width == nil { width = min(width, max(2, room - (steps - 1) * stride)) }
    let needed = width + (steps - 1) * stride + 3
    guard longest >= needed else { throw tooShort(longest: longest, needed: needed) }
    return (width, steps)
  }

  private func tooShort(longest: Int, needed: Int) -> ForecastingError {
    ForecastingError(
      .tooShort, "the longest series has \(longest) values where this network needs \(needed)",
      remedy: "lower --input-size, or use --model seasonal-naive")
  }

  /// Logarithm where all is positive, then each series on its own scale, then each step from its last
  /// value.
  private static func defaultNormalization(for panel: Panel) -> Normalization {
    let isPositive = panel.storage.allSatisfy { !($0 <= 0) }
    let level: [Normalization.Stage] = [
      .init(.standard, over: .series), .init(.level, over: .window),
    ]
    let stages = isPositive ? [.init(.log, over: .series)] + level : level
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
      width: width, steps: steps, stride: recipe.stride, horizon: network.outputSize)
  }
}
