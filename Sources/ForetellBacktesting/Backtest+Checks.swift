internal import ForetellForecasting
internal import ForetellSeries

extension Backtest {
  /// Refuses numbers out of range and models that cannot be told apart.
  func check(_ contestants: [Contestant]) throws(BacktestError) {
    let numbers = [
      ("horizon", origins.horizon, 1), ("step size", origins.step, 1), ("gap", origins.gap, 0),
      ("size of the training part", origins.minimumTrain, 1),
      ("number of folds", origins.count ?? 1, 1), ("season length", seasonLength ?? 1, 1),
    ]
    for (name, value, least) in numbers where !(least...1_000_000).contains(value) {
      throw BacktestError(
        .setup, "the \(name) is \(value)", remedy: "it must lie within \(least) … 1 000 000")
    }
    guard reach <= longestHorizon else {
      throw BacktestError(
        .setup, "gap and horizon are \(reach) steps together",
        remedy: "no more than \(longestHorizon) can be forecast")
    }
    guard Set(levels).count == levels.count else {
      throw BacktestError(.setup, "a level of the intervals is given twice")
    }
    if case .every(let count) = refit, count < 1 {
      throw BacktestError(.setup, "models cannot be refitted every \(count) folds")
    }
    for level in levels where !(level > 0 && level < 100) {
      throw BacktestError(
        .setup, "\(level) % is no level of an interval", remedy: "it must lie between 0 and 100")
    }
    guard !contestants.isEmpty else { throw BacktestError(.setup, "there is no model to test") }
    var seen = Set<String>()
    for contestant in contestants where !seen.insert(contestant.name).inserted {
      throw BacktestError(
        .setup, "two models are called ‘\(contestant.name)’", remedy: "give one another name")
    }
  }

  /// Refuses folds that do not fit, with the arithmetic.
  func checkRoom(for folds: PanelFolds) throws(BacktestError) {
    let length = folds.folds.length
    let wanted = origins.count ?? 1
    let complete = folds.folds.count { $0.test.count == origins.horizon }
    guard complete < wanted, origins.count != nil || folds.folds.isEmpty else { return }
    let steps = wanted == 1 ? "" : " + \(wanted - 1) further folds × a step of \(origins.step)"
    let needed =
      origins.minimumTrain + origins.gap + origins.horizon + (wanted - 1) * origins.step
    let fewer = complete > 0 ? "lower --n-windows to \(complete), or " : ""
    throw BacktestError(
      .noFolds,
      "\(wanted == 1 ? "one fold needs" : "\(wanted) folds need") \(needed) values and the longest series "
        + "has \(length): \(origins.minimumTrain) to learn from + a gap of \(origins.gap) + a horizon of "
        + "\(origins.horizon)\(steps)",
      remedy: fewer + "lower --train-size, --horizon"
        + (origins.gap > 0 ? ", --gap" : "") + (wanted > 1 ? " or --step-size" : ""))
  }
}
