internal import ArgumentParser
internal import Foretell

/// Times an update of a stream beside reading the whole window anew, and says how far the two are apart.
struct StreamingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stream", abstract: "Time a streamed value beside a full re-read of its history.")

  @Option(help: "Values that a re-read reads.") var window = 168
  @Option(help: "Values that are streamed.") var values = 200
  @Option(help: "Steps to forecast.") var horizon = 24

  private struct Line: Encodable {
    let cell: String
    let members, hidden, layers, window, horizon: Int
    let update_us, reread_us, speedup, largest_difference: Double
  }

  func run() async throws {
    for (cell, hidden, layers, members) in [
      (CellKind.lstm, 32, 1, 1), (.lstm, 64, 2, 1), (.lstm, 32, 1, 8), (.gru, 64, 1, 1),
    ] {
      try await measure(cell, hidden: hidden, layers: layers, members: members)
    }
  }

  private func measure(
    _ cell: CellKind, hidden: Int, layers: Int, members: Int
  ) async throws {
    let random = RandomStream(seed: 1)
    let series = (0..<window + values).map {
      100 + 20 * Double($0 % 24) + 5 * random[uniformAt: $0]
    }
    guard let start = Timestamp(secondsSince1970: 1_704_067_200) else { return }
    func panel(_ count: Int) throws -> Panel {
      try Panel([
        TimeSeries(
          id: "a", frequency: .hourly, start: start, values: Array(series[..<count]))
      ])
    }
    var recipe = StatefulRecipe(horizon: horizon)
    recipe.network.cell = cell
    recipe.network.hiddenSize = hidden
    recipe.network.layers = layers
    recipe.network.members = members
    // What is timed does not depend on how well it was trained.
    recipe.network.training = Training(steps: 5, batchSize: 16)
    let history = try panel(window)
    let model = try await recipe.fit(to: history)
    var stream = try StreamingForecaster(
      .stateful(model), after: history, ForecastRequest(horizon: horizon))
    var (updates, rereads) = ([Double](), [Double]())
    var difference = 0.0
    for place in window..<window + values {
      let next = Observation(
        series: "a", timestamp: history.timestamp(of: 0, at: place), value: series[place])
      let update = try Stopwatch.seconds { try stream.update(with: next)?.values ?? [] }
      updates.append(update.seconds)
      // As many values as the window has, and, to compare, all there have been.
      rereads.append(
        try Stopwatch.seconds { try model.forecast(after: history, horizon: horizon) }.seconds)
      let whole = try model.forecast(after: panel(place + 1), horizon: horizon).series[0].values
      for (one, other) in zip(update.result, whole) {
        difference = max(difference, abs(one - other) / max(abs(other), 1e-9))
      }
    }
    let (update, reread) = (Self.median(updates), Self.median(rereads))
    try JSONLine.print(
      Line(
        cell: cell.rawValue, members: members, hidden: hidden, layers: layers, window: window,
        horizon: horizon, update_us: update * 1e6, reread_us: reread * 1e6,
        speedup: reread / update, largest_difference: difference))
  }

  private static func median(_ numbers: [Double]) -> Double { numbers.sorted()[numbers.count / 2] }
}
