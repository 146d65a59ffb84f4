internal import ForetellNetworks

/// Runs pretrained networks of one class over streams of values.
struct PretrainedInference {
  private static let mostRows = 256

  let committee: PretrainedCommittee
  let engine: Engine

  private var shape: PretrainedShape { committee.shape }

  /// Nine quantiles of each of `horizon` steps after each stream, `[horizon, 9]`, in the stream's own units.
  ///
  /// Beyond the h steps that a network sees ahead the medians of a block are taken for values, and the next block is
  /// forecast after them; ``BlockContinuation`` keeps trends and widths sensible.
  ///
  /// - Parameter areLogarithms: whether the streams are of logarithms, which have views that others have not.
  func quantiles(
    after streams: [[Double]], horizon: Int, areLogarithms: Bool
  ) throws -> [[Double]] {
    var streams = streams.map { Array($0.suffix(shape.mostValues)) }
    var results = try block(after: streams, areLogarithms: areLogarithms)
    guard horizon > shape.horizon else { return results.map { Array($0.prefix(9 * horizon)) } }
    var ways = results.map { BlockContinuation(after: $0, season: shape.streamSeason) }
    var reached = shape.horizon
    var newest = results
    while reached < horizon {
      try Task.checkCancellation()
      for index in streams.indices {
        let medians = stride(from: 4, to: newest[index].count, by: 9).map { newest[index][$0] }
        streams[index] = Array((streams[index] + medians).suffix(shape.mostValues))
      }
      newest = try block(after: streams, areLogarithms: areLogarithms)
      let wanted = 9 * min(shape.horizon, horizon - reached)
      for index in streams.indices {
        newest[index] = ways[index].next(newest[index], after: streams[index])
        results[index] += newest[index].prefix(wanted)
      }
      reached += shape.horizon
    }
    return results
  }

  /// The mean of all views after each stream: view i is shown to network i modulo their number.
  private func block(after streams: [[Double]], areLogarithms: Bool) throws -> [[Double]] {
    let (views, networks) = (shape.seasonClass.views, committee.networks)
    let runs = max(views.count, networks.count)
    var results = streams.map { _ in [Double](repeating: 0, count: 9 * shape.horizon) }
    for run in 0..<runs {
      let view = views[run % views.count]
      let found = try block(
        after: streams.map {
          ViewedStream($0, view, areLogarithms: areLogarithms, most: shape.mostValues)
        }, by: networks[run % networks.count])
      for (index, block) in found.enumerated() {
        for (place, value) in block.enumerated() { results[index][place] += value / Double(runs) }
      }
    }
    return results
  }

  /// One run of a network after each stream.
  private func block(
    after streams: [ViewedStream], by network: PretrainedNetwork
  ) throws -> [[Double]] {
    var results = streams.map { _ in [Double]() }
    let bySteps = Dictionary(grouping: streams.indices) { steps(before: streams[$0].values.count) }
    for (steps, members) in bySteps.sorted(by: { $0.key < $1.key }) {
      for first in stride(from: 0, to: members.count, by: Self.mostRows) {
        let part = Array(members[first..<min(members.count, first + Self.mostRows)])
        let found = try run(network, part.map { streams[$0].values }, steps: steps)
        for (index, block) in zip(part, found) {
          results[index] = streams[index].quantiles(of: block)
        }
      }
    }
    return results
  }

  private func steps(before count: Int) -> Int {
    let first = shape.seasonClass == .hourly ? shape.window : 1
    return max(1, min(shape.forecastSteps, (count - first) / shape.stride + 1))
  }

  private func run(
    _ network: PretrainedNetwork, _ streams: [[Double]], steps: Int
  ) throws -> [[Double]] {
    let rows = streams.count
    let net = try RecurrentNetwork(shape.network(readout: .lastStep))
    let quantiles = shape.quantiles
    let width = quantiles.bases * quantiles.horizon
    var inputs = [Float](repeating: 0, count: steps * rows * net.configuration.inputSize)
    var bases = [Float](repeating: 0, count: rows * width)
    var frames = [StreamFrame](repeating: StreamFrame(), count: rows)
    inputs.withUnsafeMutableBufferPointer { inputs in
      bases.withUnsafeMutableBufferPointer { bases in
        frames.withUnsafeMutableBufferPointer { frames in
          guard let inputs = inputs.baseAddress, let bases = bases.baseAddress else { return }
          nonisolated(unsafe) let (x, beta, frames) = (inputs, bases, frames)
          engine.parallel(rows) { row in
            frames[row] = fill(
              x, beta + row * width, rows: rows, row: row, stream: streams[row],
              steps: steps)
          }
        }
      }
    }
    let outputs = Predictor(net, steps: steps, rows: rows, engine: engine)
      .outputs(for: inputs, parameters: network.parameters)
    return (0..<rows).map { row in
      let own = outputs[row * quantiles.outputSize..<(row + 1) * quantiles.outputSize]
      return quantiles.forecasts(of: own, bases: Array(bases[row * width..<(row + 1) * width]))
        .map { frames[row].value(of: Double($0)) }
    }
  }

  private func fill(
    _ inputs: UnsafeMutablePointer<Float>, _ bases: UnsafeMutablePointer<Float>, rows: Int,
    row: Int, stream: [Double], steps: Int
  ) -> StreamFrame {
    func fill(with features: some StepFeatures) -> StreamFrame {
      var features = features
      var frame = StreamFrame(standardizing: stream)
      for (place, value) in stream.enumerated() {
        features.append((value - frame.mean) / frame.deviation)
        let left = stream.count - 1 - place
        guard left % shape.stride == 0, left / shape.stride < steps else {
          continue
        }
        let step = steps - 1 - left / shape.stride
        frame.step = features.write(
          inputs: inputs + (step * rows + row) * features.inputSize, bases: bases)
      }
      return frame
    }
    switch shape.seasonClass {
    case .hourly: return fill(with: shape.subdailyFeatures)
    default: return fill(with: shape.causalFeatures)
    }
  }
}

/// From a stream's units to those of a network's outputs, and back.
private struct StreamFrame {
  var mean = 0.0
  var deviation = 1.0
  var step = StepFrame(anchor: 0, scale: 1)

  init() {}

  init(standardizing values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    self.mean = mean
    deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot() + 1e-9
  }

  func value(of output: Double) -> Double {
    (output * step.scale + step.anchor) * deviation + mean
  }
}
