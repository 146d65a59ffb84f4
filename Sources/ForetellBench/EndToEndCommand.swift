internal import ArgumentParser
internal import Foretell
internal import FoundationEssentials

/// The whole job in one process (start, read, fit, forecast), and forecasting with a saved model.
struct EndToEndCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end-to-end",
    abstract:
      "Time the whole job, and forecasts with a saved model; the keys are the peers' script's.",
    discussion: """
      The network is that of the peers' script: one LSTM layer of 64, batches of 32 windows that look back \
      on three horizons, 500 steps, nothing held back. The last H values of every series are taken away \
      first and scored. scripts/bench.py times the command itself, from process start to its exit.
      """)

  @Argument(help: "A CSV.") var file: String
  @Argument(help: "Values to take away and forecast.") var horizon: Int
  @Option(help: "Training steps.") var steps = 500
  @Option(help: "Size of the network's state.") var hidden = 64
  @Option(help: "Windows a step.") var batch = 32
  @Option(help: "Values a forecast looks back on (three horizons).") var inputSize: Int?
  @Option(help: "Values a step of the network sees; 1 as the peers' (a season and one).")
  var width: Int?
  @Option(help: "Threads.") var threads: Int?

  private struct Line: Encodable {
    let peer: String
    /// Processor time from process start to the first line of this command.
    let import_s, read_s, fit_s, predict_s, total_s: Double
    let peak_mb: Int
    let smape: Double
  }

  private struct PredictLine: Encodable {
    let peer: String
    let series: Int
    let load_ms, predict_ms, predict_ms_per_series: Double
  }

  func run() async throws {
    let begin = ProcessClock.seconds()
    let (panel, readSeconds) = try Stopwatch.seconds {
      try CSVReader().read(file, threads: threads).panel
    }
    let history = panel.prefix(dropping: horizon)
    let start = ContinuousClock.now
    let model = try await recipe(for: history).fit(
      to: history, under: FittingConditions(threads: threads))
    let fitSeconds = (ContinuousClock.now - start) / .seconds(1)
    let (forecast, predictSeconds) = try Stopwatch.seconds {
      try model.forecast(after: history, horizon: horizon)
    }
    let total = begin + readSeconds + fitSeconds + predictSeconds
    try JSONLine.print(
      Line(
        peer: "foretell", import_s: begin.rounded(to: 4), read_s: readSeconds.rounded(to: 4),
        fit_s: fitSeconds.rounded(to: 3), predict_s: predictSeconds.rounded(to: 5),
        total_s: total.rounded(to: 3), peak_mb: Memory.peakBytes() >> 20,
        smape: forecast.smape(against: panel, horizon: horizon).rounded(to: 3)))
    try predict(model, after: history)
  }

  private func recipe(for history: Panel) -> RecurrentRecipe {
    var recipe = RecurrentRecipe(horizon: horizon)
    recipe.cell = .lstm
    recipe.inputSize = inputSize ?? 3 * horizon
    recipe.width = width
    // A step of one value has no level of its own.
    if width == 1 { recipe.normalization = Normalization(.standard, over: .series) }
    recipe.hiddenSize = hidden
    recipe.members = 1
    recipe.validationSize = 0
    recipe.training = RecurrentRecipe.defaultTraining(
      for: history, steps: steps, batchSize: batch)
    return recipe
  }

  /// Forecasts with the model as it comes back from its file, the median of several.
  private func predict(_ model: RecurrentForecaster, after history: Panel) throws {
    let bytes = try ModelFile(
      .recurrent(model), timestampFormat: history.timestampFormat, horizon: horizon, schema: nil,
      writer: foretellVersion
    ).encoded()
    var (loads, predictions) = ([Double](), [Double]())
    for _ in 0..<9 {
      let (file, load) = try Stopwatch.seconds { try ModelFile(bytes, path: "memory") }
      let prediction = try Stopwatch.seconds {
        try file.model.forecast(after: history, horizon: horizon)
      }.seconds
      loads.append(load)
      predictions.append(prediction)
    }
    let median = predictions.median * 1e3
    try JSONLine.print(
      PredictLine(
        peer: "foretell predict", series: history.count,
        load_ms: (loads.median * 1e3).rounded(to: 3), predict_ms: median.rounded(to: 3),
        predict_ms_per_series: (median / Double(history.count)).rounded(to: 4)))
  }
}

extension RecurrentRecipe {
  /// The default training with another number of steps and windows a step.
  static func defaultTraining(for panel: Panel, steps: Int, batchSize: Int) -> Training {
    var training = defaultTraining(for: panel)
    (training.steps, training.batchSize) = (steps, batchSize)
    return training
  }
}
