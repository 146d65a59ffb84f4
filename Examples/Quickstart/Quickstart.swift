import Foretell

/// Reads a CSV, fits an LSTM, and prints the twelve months after its end.
@main struct Quickstart {
  static func main() async throws {
    let path = CommandLine.arguments.dropFirst().first ?? "data/air-passengers.csv"
    let history = try CSVReader().read(path).panel

    let recipe = RecurrentRecipe(horizon: 12)
    let model = try await recipe.fit(to: history)
    let forecast = try model.forecast(after: history, horizon: 12)

    for series in forecast.series {
      for (stamp, value) in zip(series.timestamps, series.values) {
        print(series.id, forecast.timestampFormat.string(from: stamp), value, separator: ",")
      }
    }
    if let validation = model.validation, let baseline = validation.bestBaseline {
      print("# sMAPE on the last \(validation.size) values, held back: \(validation.smape)")
      print("# best baseline there: \(baseline.name), \(baseline.smape)")
    }
  }
}
