internal import ArgumentParser
internal import Foretell

/// Scores a recurrent network over many steps ahead, by the protocol of the ETT benchmark.
struct LongHorizonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "long-horizon",
    abstract: "Score a network at every origin of ETTh1's test part (12, 4 and 4 months).",
    discussion: """
      Every channel is a series of one global model, standardised by its training part. The validation \
      part chooses the number of steps; the mean squared and absolute errors are over all channels, \
      origins and steps ahead of the test part, as in Zhou et al. 2021.
      """)

  @Argument(help: "ETTh1.csv.") var file: String
  @Option(name: [.customShort("H"), .long], help: "Steps ahead.") var horizon = 96
  @Option(help: "Values that a forecast looks back on.") var lookback = 96
  @Option(help: "Values a step of the network sees.") var segment = 24
  @Option(help: "Steps decoded at once; 0 gives the whole horizon from the head.") var decoded = 0
  @Option(help: "lstm, gru, rnn.") var cell = "gru"
  @Option(help: "Hidden units.") var hidden = 128
  @Option(help: "Share of the decoder's units dropped.") var dropout = 0.0
  @Option(help: "Training steps at the most.") var steps = 1000
  @Option(help: "Windows a step.") var batch = 64
  @Option(help: "Learning rate.") var learningRate = 1e-3
  @Option(help: "Networks that are averaged.") var members = 1
  @Option(help: "Seed.") var seed: UInt64 = 0
  @Flag(help: "Learn after every step of a window.") var everyStep = false
  @Flag(help: "Mean absolute error as the loss.") var absolute = false
  @Flag(help: "Score the validation part instead.") var validate = false

  private struct Line: Encodable {
    let horizon, lookback, segment, decoded: Int
    let cell: String
    let hidden: Int
    let dropout: Double
    let members, steps: Int
    let readout, loss: String
    let seed: UInt64
    let part: String
    let mse, mae, fit_seconds: Double
  }

  /// Hours of the three parts; a month has thirty days.
  private static let month = 30 * 24
  private static let (trained, validated) = (12 * month, 4 * month)

  func run() async throws {
    let panel = try standardised()
    let start = ContinuousClock.now
    let history = panel.prefix(
      dropping: panel.range(of: 0).count - Self.trained - Self.validated)
    let model = try await recipe().fit(to: history)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let begin = Self.trained + (validate ? 0 : Self.validated)
    let (mse, mae) = try score(model, panel, origins: begin...begin + Self.validated - horizon)
    try JSONLine.print(
      Line(
        horizon: horizon, lookback: lookback, segment: segment, decoded: decoded, cell: cell,
        hidden: hidden, dropout: dropout, members: members, steps: steps,
        readout: everyStep ? "every-step" : "last-step", loss: absolute ? "mae" : "mse", seed: seed,
        part: validate ? "validation" : "test", mse: mse.rounded(to: 4), mae: mae.rounded(to: 4),
        fit_seconds: seconds.rounded(to: 1)))
  }

  private func recipe() -> RecurrentRecipe {
    var recipe = RecurrentRecipe(horizon: horizon)
    recipe.cell = cell == "lstm" ? .lstm : cell == "rnn" ? .rnn : .gru
    recipe.hiddenSize = hidden
    recipe.inputSize = lookback
    recipe.width = segment
    recipe.stride = segment
    recipe.readout = everyStep ? .everyStep : .lastStep
    recipe.normalization = Normalization(.level, over: .window)
    recipe.segmentLength = decoded == 0 ? nil : decoded
    recipe.dropout = dropout
    recipe.members = members
    recipe.validationSize = Self.validated
    recipe.refitsOnAllData = false
    recipe.seed = seed
    recipe.training = Training(
      optimizer: .adam(learningRate: learningRate), schedule: .cosine(), steps: steps,
      batchSize: batch, validationInterval: max(1, steps / 20),
      loss: absolute ? .meanAbsoluteError : .meanSquaredError)
    return recipe
  }

  /// The channels, each with mean 0 and standard deviation 1 over its training part.
  private func standardised() throws -> Panel {
    var options = CSVOptions()
    options.isWide = true
    let panel = try CSVReader(options).read(file).panel
    let series = (0..<panel.count).map { index in
      let values = Array(panel.values(of: index))
      let known = values.prefix(Self.trained)
      let mean = known.reduce(0, +) / Double(known.count)
      let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count)
      return values.map { ($0 - mean) / variance.squareRoot() }
    }
    return try Panel(
      frequency: panel.frequency, timestampFormat: panel.timestampFormat, ids: panel.ids,
      starts: panel.starts, offsets: panel.offsets, storage: series.flatMap { $0 })
  }

  /// The errors at every origin; each window is a series of its own.
  private func score(
    _ model: RecurrentForecaster, _ panel: Panel, origins: ClosedRange<Int>
  ) throws -> (mse: Double, mae: Double) {
    var (squares, sizes, count) = (0.0, 0.0, 0)
    for channel in 0..<panel.count {
      let values = Array(panel.values(of: channel))
      let windows = origins.flatMap { values[$0 - lookback..<$0] }
      let histories = try Panel(
        frequency: panel.frequency, timestampFormat: panel.timestampFormat,
        ids: origins.map { "\(panel.ids[channel]) \($0)" },
        starts: origins.map { panel.timestamp(of: channel, at: $0 - lookback) },
        offsets: (0...origins.count).map { $0 * lookback }, storage: windows)
      let forecast = try model.forecast(after: histories, horizon: horizon)
      for (origin, series) in zip(origins, forecast.series) {
        for (step, value) in series.values.enumerated() {
          let error = value - values[origin + step]
          squares += error * error
          sizes += abs(error)
          count += 1
        }
      }
    }
    return (squares / Double(count), sizes / Double(count))
  }
}
