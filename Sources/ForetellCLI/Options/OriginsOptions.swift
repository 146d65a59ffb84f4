public import ArgumentParser
public import Foretell

/// Where a backtest cuts.
struct OriginsOptions: ParsableArguments {
  /// What the training part of a fold holds.
  enum Window: String, ExpressibleByArgument, CaseIterable {
    case expanding
    case sliding
  }

  @Option(
    name: [.customShort("H"), .long], parsing: .unconditional,
    help: "Steps to forecast in every fold.")
  var horizon: Int

  @Option(parsing: .unconditional, help: "Folds, the newest ones (as many as fit, at most 5).")
  var nWindows: Int?

  @Option(parsing: .unconditional, help: "Steps from one cutoff to the next (the horizon).")
  var stepSize: Int?

  @Option(parsing: .unconditional, help: "Steps between the cutoff and the first scored one (0).")
  var gap = 0

  @Option(
    help: "expanding: all values before the cutoff (default); sliding: the last --train-size ones.")
  var window = Window.expanding

  @Option(
    parsing: .unconditional,
    help: """
      Values of a sliding training part, or the least of an expanding one (two seasons and two horizons, \
      where the data allow that).
      """)
  var trainSize: Int?

  @Option(
    help: """
      never: fitted on the first fold's history alone; always: in every fold (default); N: in every N-th.
      """)
  var refit = RefitPolicy.always

  @Flag(help: "Networks start a refit from their last parameters; without it every fold is fresh.")
  var warmStart = false

  @Flag(
    help: """
      Also score folds whose test part the end of the data cuts short. (A series that ends before the \
      others is scored on what it has.)
      """)
  var includeIncomplete = false

  @Option(
    help: """
      calendar: one cutoff for all series (default); end: each series is cut at its own end, for \
      collections whose stamps mean nothing.
      """)
  var align = BacktestSetup.Alignment.calendar

  func validate() throws {
    try HorizonCheck.check(horizon)
    let numbers = [
      ("--n-windows", nWindows, 1), ("--step-size", stepSize, 1), ("--gap", gap, 0),
      ("--train-size", trainSize, 1),
    ]
    for case (let flag, let number?, let least) in numbers
    where !(least...1_000_000).contains(number) {
      throw ValidationError("\(flag) is \(number); it must lie within \(least) … 1000000.")
    }
    if window == .sliding, trainSize == nil {
      throw ValidationError("A sliding window needs --train-size.")
    }
  }

  /// The origins for a panel; what the flags leave open is chosen from its length.
  func origins(for panel: Panel, seasonLength: Int?) -> Origins {
    var origins = Origins(
      .expanding(minimum: 1), horizon: horizon, step: stepSize, gap: gap, count: nWindows,
      includesIncomplete: includeIncomplete)
    let longest = (0..<panel.count).map { panel.range(of: $0).count }.max() ?? 0
    switch (window, trainSize) {
    case (.sliding, let size?): origins.window = .sliding(train: size)
    case (_, let size?): origins.window = .expanding(minimum: size)
    case (_, nil):
      let season = seasonLength ?? panel.frequency.defaultSeasonLength
      // Enough for a network to learn from; less where one fold would not fit else.
      let wanted = 2 * season + 2 * horizon
      let least = max(2 * season, 8)
      let room = longest - gap - horizon
      let spare = (nWindows.map { $0 - 1 } ?? 0) * origins.step
      origins.window = .expanding(
        minimum: max(min(least, max(2, room)), min(wanted, room - spare)))
    }
    origins.count = nWindows ?? min(5, max(1, origins.folds(in: longest).count))
    return origins
  }
}

extension BacktestSetup.Alignment: ExpressibleByArgument {}

extension RefitPolicy: ExpressibleByArgument {
  public init?(argument: String) {
    switch argument {
    case "never": self = .never
    case "always": self = .always
    default:
      guard let count = Int(argument), (1...1_000_000).contains(count) else { return nil }
      self = .every(count)
    }
  }

  public var defaultValueDescription: String { "always" }
}
