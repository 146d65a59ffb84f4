internal import ArgumentParser
internal import Foretell

/// How the cost of a training step grows with each size, and that of a forecast with the series.
struct ScaleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scale",
    abstract: "Time training as time steps, batch, state, layers and series grow.",
    discussion: """
      An LSTM of 48 steps, 32 windows, 64 units and one layer; one size grows at a time. `step_ms` is the \
      least of several measurements, so that another’s work on the machine bends no curve. Over many series of 100 values, a step also draws its windows, and \
      `prepare_ms` is what comes before the first step.
      """)

  @Option(help: "Threads.") var threads = 2
  @Option(help: "Seconds a measurement.") var seconds = 0.4
  @Option(help: "The most series.") var mostSeries = 100_000
  @Flag(help: "The first two sizes of each axis alone (for a smoke run).") var quick = false

  private struct Line: Encodable {
    let axis: String
    let value: Int
    let step_ms: Double
    var gflops: Double?
    var prepare_ms: Double?
    var predict_ms_per_series: Double?
    var peak_mb: Int?
  }

  private struct Size {
    var (steps, rows, hidden, layers) = (48, 32, 64, 1)

    /// Floating-point operations of a training step: three times those of its products.
    var operations: Double {
      let products = (0..<layers).reduce(0) { $0 + ($1 == 0 ? 1 : hidden) + hidden }
      return 3 * Double(2 * 4 * hidden * products * rows * steps)
    }
  }

  func run() async throws {
    for value in sizes([12, 24, 48, 96, 192, 384]) { try step("T", value) { $0.steps = value } }
    for value in sizes([8, 16, 32, 64, 128, 256, 512]) { try step("B", value) { $0.rows = value } }
    for value in sizes([16, 32, 64, 128, 256]) { try step("H", value) { $0.hidden = value } }
    for value in sizes([1, 2, 3, 4]) { try step("L", value) { $0.layers = value } }
    for value in [1, 10, 100, 1000, 10_000, 100_000] where value <= mostSeries {
      try await panel(of: value)
    }
  }

  private func sizes(_ all: [Int]) -> ArraySlice<Int> { quick ? all.prefix(2) : all[...] }

  private func step(_ axis: String, _ value: Int, _ change: (inout Size) -> Void) throws {
    var size = Size()
    change(&size)
    let seconds = try secondsOfStep(size)
    try JSONLine.print(
      Line(
        axis: axis, value: value, step_ms: (seconds * 1e3).rounded(to: 4),
        gflops: (size.operations / seconds / 1e9).rounded(to: 1)))
  }

  private func secondsOfStep(_ size: Size) throws -> Double {
    let engine = Engine(threads: threads, instructionSet: try InstructionSet.preferred())
    let network = try RecurrentNetwork(
      NetworkConfiguration(
        cell: .lstm, inputSize: 1, hiddenSize: size.hidden, layers: size.layers, outputSize: 12))
    let random = RandomStream(seed: 0)
    let trainer = Trainer(
      network, training: Training(batchSize: size.rows), steps: size.steps,
      from: TrainingState(
        network.initialParameters(random: random), optimizer: .adam(learningRate: 1e-3)),
      random: random, engine: engine)
    var batch = Batch<Float>(network.configuration, steps: size.steps, rows: size.rows)
    for index in batch.inputs.indices { batch.inputs[index] = Float(random[uniformAt: index]) }
    for index in batch.weights.indices { batch.weights[index] = 1 }
    for _ in 0..<3 { try trainer.step(on: batch) }
    let once = try Stopwatch.seconds { _ = try trainer.step(on: batch) }.seconds
    let count = max(1, Int(seconds / 7 / max(1e-6, once)))
    return try (0..<7).map { _ in
      try Stopwatch.seconds { for _ in 0..<count { try trainer.step(on: batch) } }.seconds
        / Double(count)
    }.min() ?? .nan
  }

  /// Fits a global network to many series of 100 values and forecasts them all.
  private func panel(of series: Int) async throws {
    let panel = try LongGenerator(seed: 1, series: series, rows: 100).panel()
    let short = try await secondsOfFit(panel, steps: 10)
    let long = try await secondsOfFit(panel, steps: 110)
    let step = (long.seconds - short.seconds) / 100
    let predict = try Stopwatch.seconds {
      try long.model.forecast(after: panel, horizon: 12)
    }.seconds
    try JSONLine.print(
      Line(
        axis: "series", value: series, step_ms: (step * 1e3).rounded(to: 4),
        prepare_ms: ((short.seconds - 10 * step) * 1e3).rounded(to: 2),
        predict_ms_per_series: (predict * 1e3 / Double(series)).rounded(to: 4),
        peak_mb: Memory.peakBytes() >> 20))
  }

  private func secondsOfFit(
    _ panel: Panel, steps: Int
  ) async throws -> (model: RecurrentForecaster, seconds: Double) {
    var recipe = RecurrentRecipe(horizon: 12)
    (recipe.hiddenSize, recipe.members, recipe.validationSize) = (64, 1, 0)
    recipe.training = RecurrentRecipe.defaultTraining(
      for: panel, steps: steps, batchSize: 32)
    let start = ContinuousClock.now
    let model = try await recipe.fit(to: panel, under: FittingConditions(threads: threads))
    return (model, (ContinuousClock.now - start) / .seconds(1))
  }
}
