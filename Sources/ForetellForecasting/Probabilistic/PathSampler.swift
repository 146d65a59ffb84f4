internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellSeries

/// Steps a model into the futures of series, every path a row of its own.
///
/// The state after a series' context is computed once and copied for each of its paths. A path's draws depend on seed,
/// name of the series, member and number of the path alone, so a forecast does not depend on what it is made beside, nor
/// on how many paths are drawn at once.
struct PathSampler {
  private let forecaster: LikelihoodForecaster
  private let history: Panel
  private let horizon: Int
  private let inputs: LikelihoodInputs
  private let leastUnits: [Double]
  private let network: RecurrentNetwork
  private let engine: Engine
  /// Rows that are stepped together.
  private let rowsAtOnce: Int

  /// - Parameter rowsAtOnce: nil is 4096, fewer where a long horizon would make their values too many.
  init(
    _ forecaster: LikelihoodForecaster, _ history: Panel, horizon: Int, rowsAtOnce: Int? = nil
  ) throws {
    self.rowsAtOnce = rowsAtOnce ?? max(16, min(4096, (1 << 22) / horizon))
    self.forecaster = forecaster
    self.history = history
    self.horizon = horizon
    inputs = try LikelihoodInputs(forecaster.resolved, of: history, horizon: horizon)
    leastUnits = history.leastUnits(forecaster.resolved.likelihood)
    network = try RecurrentNetwork(forecaster.resolved.network)
    engine = Engine(instructionSet: try InstructionSet.preferred())
  }

  private var resolved: ResolvedLikelihood { forecaster.resolved }

  /// The paths of some series, the members' one after the other.
  func paths(of series: [Int]) throws -> [SampledPaths] {
    let (all, members) = (resolved.recipe.paths, forecaster.members.count)
    let scales = series.map(scale)
    var found = series.map { _ in SampledPaths(paths: all, horizon: horizon) }
    for (member, parameters) in forecaster.members.enumerated() {
      let (first, last) = (all * member / members, all * (member + 1) / members)
      guard first < last else { continue }
      let state = try stateAfterContext(of: series, scales, parameters)
      let streams = series.map { id in
        RandomStream(seed: resolved.recipe.seed).stream("paths").stream(member)
          .stream(history.ids[id])
      }
      let most = max(1, rowsAtOnce / series.count)
      for number in stride(from: 0, to: last - first, by: most) {
        let numbers = number..<min(last - first, number + most)
        var bundle = PathBundle(streams, numbers: numbers, horizon: horizon)
        try draw(&bundle, of: series, scales, from: state, parameters)
        for row in 0..<bundle.rows {
          found[row / bundle.each].put(first + number + row % bundle.each, bundle.path(row))
        }
      }
    }
    return found
  }

  private func draw(
    _ bundle: inout PathBundle, of series: [Int], _ scales: [WindowScale],
    from state: RecurrentState<Float>, _ parameters: Parameters<Float>
  ) throws {
    let each = bundle.each
    var state = try state.repeating(each: each)
    let stepper = NetworkStepper(
      network, parameters: parameters, rows: bundle.rows, engine: engine)
    var seen = Seen(inputs, network, rows: bundle.rows)
    for step in 0..<horizon {
      try Task.checkCancellation()
      for row in 0..<bundle.rows {
        let (id, scale) = (series[row / each], scales[row / each])
        let (start, length) = (history.offsets[id], history.range(of: id).count)
        let own = LikelihoodInputs.Step(series: id, position: length + step, scale: scale)
        inputs.fill(&seen.numbers, row: row, with: own) { position in
          scale.scaled(
            position < length
              ? history.storage[start + position] : bundle.value(row, position - length))
        }
        inputs.fill(&seen.labels, row: row, with: own)
      }
      try stepper.step(
        seen.numbers, categories: seen.labels, carrying: &state, into: &seen.outputs)
      bundle.draw(step, from: seen.outputs, resolved.likelihood) { scales[$0 / each] }
    }
  }

  private func scale(_ series: Int) -> WindowScale {
    WindowScale(
      of: history.values(of: series).suffix(resolved.context), resolved.likelihood,
      least: leastUnits[series])
  }

  /// The state after the last value of each series, from zeros before its context.
  private func stateAfterContext(
    of series: [Int], _ scales: [WindowScale], _ parameters: Parameters<Float>
  ) throws -> RecurrentState<Float> {
    let stepper = NetworkStepper(
      network, parameters: parameters, rows: series.count, engine: engine)
    var state = stepper.initialState()
    var seen = Seen(inputs, network, rows: series.count)
    for step in 0..<resolved.context {
      for (row, id) in series.enumerated() {
        let (start, length) = (history.offsets[id], history.range(of: id).count)
        let own = LikelihoodInputs.Step(
          series: id, position: length - resolved.context + step, scale: scales[row])
        inputs.fill(&seen.numbers, row: row, with: own) {
          scales[row].scaled(history.storage[start + $0])
        }
        inputs.fill(&seen.labels, row: row, with: own)
      }
      try stepper.step(
        seen.numbers, categories: seen.labels, carrying: &state, into: &seen.outputs)
    }
    return state
  }
}

extension PathSampler {
  /// Series whose paths are drawn and kept together.
  var seriesAtOnce: Int {
    let paths = max(1, resolved.recipe.paths)
    return max(1, min(4096 / paths, (1 << 24) / (paths * horizon)))
  }

  /// Refuses to draw more than memory holds.
  ///
  /// - Parameters:
  ///   - series: those whose paths are kept together.
  ///   - limit: bytes; nil is four fifths of the machine's.
  func checkMemory(series: Int, limit: Int? = nil) throws(ForecastingError) {
    let paths = resolved.recipe.paths
    let (bytes, overflow) = (8 * horizon).multipliedReportingOverflow(
      by: series * paths + rowsAtOnce)
    let most = limit ?? Engine.physicalMemory / 5 * 4
    guard most > 0, overflow || bytes > most else { return }
    throw ForecastingError(
      .memory,
      "drawing \(paths) paths of \(horizon) steps"
        + (series > 1 ? " for \(series) series" : "")
        + " takes \(overflow ? "too many" : "\(bytes >> 20)") MB and may take \(most >> 20)",
      remedy: "draw fewer --paths, or fewer steps")
  }
}

/// What a step of some rows sees and gives.
private struct Seen {
  var numbers: [Float]
  var labels: [Int32]
  var outputs: [Float]

  init(_ inputs: LikelihoodInputs, _ network: RecurrentNetwork, rows: Int) {
    numbers = Array(repeating: 0, count: rows * inputs.size)
    labels = Array(repeating: 0, count: rows * inputs.labels)
    outputs = Array(repeating: 0, count: rows * network.configuration.outputSize)
  }
}
