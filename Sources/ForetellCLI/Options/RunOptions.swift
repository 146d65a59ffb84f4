internal import ArgumentParser
internal import Foretell

/// How a backtest is run; nothing here changes a score.
struct RunOptions: ParsableArguments {
  @Flag(
    help: """
      Do it all again with every value after each cutoff rewritten, and see that no forecast moves.
      """)
  var audit = false

  @Option(
    parsing: .unconditional,
    help: "Give up after this time, such as 90s, 10m or 1h, and score the folds that are finished.")
  var timeLimit: TimeSpan?

  @Option(
    help: """
      File that keeps finished work: run the same command again to go on from where it was stopped. It is \
      removed when all is done.
      """, completion: .file())
  var journal: String?

  func conditions(
    _ network: NetworkOptions, job: Job, bar: ProgressBar
  ) -> BacktestConditions {
    var conditions = BacktestConditions()
    conditions.threads = network.threads
    conditions.maximumMemory = network.memoryLimit
    conditions.timeLimit = timeLimit?.duration
    conditions.journal = journal
    conditions.keepsJournal = true
    let notes = job.notes
    conditions.estimate = { seconds in
      // What is done at once needs no announcement.
      guard seconds >= 2 else { return }
      var notes = notes
      notes.add("about \(TimeSpan.text(seconds)) to go")
    }
    if job.showsProgress { conditions.report = { bar.show($0) } }
    return conditions
  }
}

/// A number of seconds, minutes or hours, such as 90s, 10m or 1h.
struct TimeSpan: ExpressibleByArgument {
  let duration: Duration

  init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = argument.last.flatMap { units[$0] }
    let digits = unit == nil ? argument[...] : argument.dropLast()
    guard let number = Double(digits), number > 0, number * (unit ?? 1) <= 1e8 else { return nil }
    duration = .seconds(number * (unit ?? 1))
  }

  /// Seconds for people.
  static func text(_ seconds: Double) -> String {
    if seconds < 120 { return "\(Int(seconds.rounded(.up))) s" }
    if seconds < 7200 { return "\(Int((seconds / 60).rounded(.up))) min" }
    return "\(ShortNumber.fixed(seconds / 3600, decimals: 1)) h"
  }
}
