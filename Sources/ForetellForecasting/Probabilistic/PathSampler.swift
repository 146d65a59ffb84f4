internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellSeries

/// Steps a model into the futures of series, every path a row of its own.
///
/// The state after a series' context is computed once and copied for each of its paths. A path's draws depend on seed,
/// name of the series, member and number of the path alone, so a forecast does not depend on what it is made beside.
struct PathSampler {
  private let forecaster: LikelihoodForecaster
  private let history: Panel
  private let horizon: Int
  private let inputs: LikelihoodInputs
  private let leastUnits: [Double]
  private let network: RecurrentNetwork
  private let engine: Engine

  init(_ forecaster: LikelihoodForecaster, _ history: Panel, horizon: Int) throws {
    self.forecaster = forecaster
    self.history = history
    self.horizon = horizon
    inputs = LikelihoodInputs(forecaster.resolved)
    leastUnits = history.leastUnits(forecaster.resolved.likelihood)
    network = try RecurrentNetwork(forecaster.resolved.network)
    engine = Engine(instructionSet: try InstructionSet.preferred())
  }

  private var resolved: ResolvedLikelihood { forecaster.resolved }

  /// Series whose paths are stepped together: about 4000 rows.
  var seriesAtOnce: Int { max(1, 4096 / max(1, resolved.recipe.paths)) }

  /// The paths of some series, the members' one after the other.
  func paths(of series: [Int]) throws -> [SampledPaths] {
    var found = series.map { _ in [[Double]]() }
    let (all, members) = (resolved.recipe.paths, forecaster.members.count)
    for member in 0..<members {
      let count = all * (member + 1) / members - all * member / members
      for (place, drawn) in try paths(of: series, member: member, count: count).enumerated() {
        found[place] += drawn
      }
    }
    return found.map { SampledPaths($0) }
  }

  private func paths(of series: [Int], member: Int, count: Int) throws -> [[[Double]]] {
    guard count > 0 else { return series.map { _ in [] } }
    let parameters = forecaster.members[member]
    let scales = series.map(scale)
    let warm = try stateAfterContext(of: series, scales, parameters)
    var bundle = PathBundle(
      series.map { id in
        RandomStream(seed: resolved.recipe.seed).stream("paths").stream(member)
          .stream(history.ids[id])
      }, each: count, horizon: horizon)
    var state = try warm.repeating(each: count)
    let stepper = NetworkStepper(
      network, parameters: parameters, rows: bundle.rows, engine: engine)
    var seen = [Float](repeating: 0, count: bundle.rows * inputs.size)
    var outputs = [Float](repeating: 0, count: bundle.rows * resolved.network.outputSize)
    for step in 0..<horizon {
      for row in 0..<bundle.rows {
        let (id, scale) = (series[row / count], scales[row / count])
        let (start, length) = (history.offsets[id], history.range(of: id).count)
        seen.withUnsafeMutableBufferPointer { seen in
          let own = UnsafeMutableBufferPointer(
            rebasing: seen[row * inputs.size..<(row + 1) * inputs.size])
          inputs.fill(own, position: length + step, scale: scale) { position in
            scale.scaled(
              position < length
                ? history.storage[start + position] : bundle.value(row, position - length))
          }
        }
      }
      try stepper.step(seen, carrying: &state, into: &outputs)
      bundle.draw(step, from: outputs, resolved.likelihood) { scales[$0 / count] }
    }
    return bundle.paths
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
    var seen = [Float](repeating: 0, count: series.count * inputs.size)
    var outputs = [Float](repeating: 0, count: series.count * resolved.network.outputSize)
    for step in 0..<resolved.context {
      for (row, id) in series.enumerated() {
        let (start, length) = (history.offsets[id], history.range(of: id).count)
        seen.withUnsafeMutableBufferPointer { seen in
          let own = UnsafeMutableBufferPointer(
            rebasing: seen[row * inputs.size..<(row + 1) * inputs.size])
          inputs.fill(own, position: length - resolved.context + step, scale: scales[row]) {
            scales[row].scaled(history.storage[start + $0])
          }
        }
      }
      try stepper.step(seen, carrying: &state, into: &outputs)
    }
    return state
  }
}

/// Paths that are drawn side by side, some for each of several series.
private struct PathBundle {
  let rows: Int
  private let each: Int
  private let horizon: Int
  private var draws: [Draws]
  private var values: [Double]

  init(_ streams: [RandomStream], each: Int, horizon: Int) {
    rows = streams.count * each
    self.each = each
    self.horizon = horizon
    draws = streams.flatMap { stream in (0..<each).map { Draws(stream.stream($0)) } }
    values = Array(repeating: 0, count: rows * horizon)
  }

  func value(_ row: Int, _ step: Int) -> Double { values[row * horizon + step] }

  mutating func draw(
    _ step: Int, from outputs: [Float], _ likelihood: Likelihood, scale: (Int) -> WindowScale
  ) {
    let width = likelihood.outputSize
    for row in 0..<rows {
      let scale = scale(row)
      let law = likelihood.distribution(
        of: outputs[row * width..<(row + 1) * width], unit: likelihood.targetUnit(on: scale))
      values[row * horizon + step] = likelihood.value(
        of: law.sample(using: &draws[row]), on: scale)
    }
  }

  /// `[series][paths][horizon]`.
  var paths: [[[Double]]] {
    stride(from: 0, to: rows, by: each).map { first in
      (first..<first + each).map { Array(values[$0 * horizon..<($0 + 1) * horizon]) }
    }
  }
}

extension RecurrentState<Float> {
  /// Each row as many times, one after the other.
  fileprivate func repeating(each count: Int) throws -> RecurrentState<Float> {
    let width = configuration.hiddenSize
    func repeated(_ values: [Float]) -> [Float] {
      var result: [Float] = []
      result.reserveCapacity(values.count * count)
      for row in stride(from: 0, to: values.count, by: width) {
        for _ in 0..<count { result += values[row..<row + width] }
      }
      return result
    }
    return try RecurrentState(
      of: configuration, rows: rows * count, hidden: repeated(hidden), cell: repeated(cell))
  }
}
