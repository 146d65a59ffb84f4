internal import ArgumentParser
internal import Foretell

/// The command line, from its root.
struct ForetellCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "foretell",
    abstract: "Forecasts time series from a CSV.",
    discussion: """
      A CSV with a column of dates and a column of numbers is enough:

        foretell forecast sales.csv -H 12

      fits LSTMs and blends them with a pretrained network and plain methods, checks that on values it held \
      back, and prints the next twelve values: a table and a plot on a terminal, CSV anywhere else.

        foretell forecast sales.csv -H 12 -o forecast.csv     write CSV to a file
        foretell forecast sales.csv -H 12 --json              one JSON document
        foretell forecast sales.csv -H 12 --model zero        at once, by the pretrained network alone
        foretell fit sales.csv -H 12 -o sales.foretell        fit once …
        foretell predict sales.foretell new-sales.csv         … and forecast as often as you like
        foretell backtest sales.csv -H 12 -o report.html      prove it on periods it has not seen
        cat sales.csv | foretell forecast - -H 12             read standard input
        foretell impute gaps.csv -o whole.csv                 fill gaps from both sides
        foretell simulate --kind monthly --count 100          synthetic series to try things on

      The score it prints is the sMAPE of the values it held back, the mean of 200·|y − ŷ| / (|y| + |ŷ|): \
      0 is perfect, 200 the worst. Those values also chose the blend or the number of training steps, so it is a \
      little flattering; naive, seasonal naive and drift stand beside it.

      Exit codes: 0 fine, 1 internal error, 2 usage, 3 a quality gate failed, 4 file not found, unreadable or unwritable, 5 bad \
      data, 6 bad model file, 130 interrupted.
      """,
    version: "foretell \(foretellVersion)",
    subcommands: [
      ForecastCommand.self, FitCommand.self, PredictCommand.self, StreamCommand.self,
      BacktestCommand.self, EvaluateCommand.self, ImputeCommand.self, TemplateCommand.self,
      InspectCommand.self, SimulateCommand.self,
    ])
}
