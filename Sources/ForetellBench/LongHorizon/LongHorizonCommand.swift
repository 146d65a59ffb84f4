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
      origins and steps ahead of the test part, as in Zhou et al. 2021. `accuracy --sets ett` runs the \
      settings that this command has found.
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
  @Flag(name: .customLong("validate"), help: "Score the validation part instead.")
  var onValidation = false

  private struct Line: Encodable {
    let horizon, lookback, segment, decoded, hidden, members, steps: Int
    let part: String
    let mse, mae, fit_seconds: Double
  }

  func validate() throws {
    guard (1...LongHorizonData.validated).contains(horizon),
      (1...LongHorizonData.trained).contains(lookback)
    else { throw ValidationError("-H and --lookback must lie within a part of the data.") }
  }

  func run() async throws {
    let data = try LongHorizonData(file)
    let start = ContinuousClock.now
    let model = try await settings().recipe(seed: seed).fit(to: data.history)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let (mse, mae) = try data.score(
      model, lookback: lookback, horizon: horizon, onValidation: onValidation)
    try JSONLine.print(
      Line(
        horizon: horizon, lookback: lookback, segment: segment, decoded: decoded, hidden: hidden,
        members: members,
        steps: steps, part: onValidation ? "validation" : "test", mse: mse.rounded(to: 4),
        mae: mae.rounded(to: 4), fit_seconds: seconds.rounded(to: 1)))
  }

  private func settings() throws -> LongHorizonSettings {
    guard let kind = CellKind(rawValue: cell) else {
      throw ValidationError("--cell does not know ‘\(cell)’; say lstm, gru or rnn.")
    }
    var settings = LongHorizonSettings(horizon: horizon, lookback: lookback)
    (settings.segment, settings.decoded, settings.cell) = (segment, decoded, kind)
    (settings.hidden, settings.dropout, settings.members) = (hidden, dropout, members)
    (settings.steps, settings.batch, settings.learningRate) = (steps, batch, learningRate)
    (settings.everyStep, settings.absolute) = (everyStep, absolute)
    return settings
  }
}
