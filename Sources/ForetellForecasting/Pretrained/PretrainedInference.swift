internal import ForetellNetworks

/// Runs a pretrained network over streams of values.
struct PretrainedInference {
  private static let mostRows = 256

  let network: PretrainedNetwork
  let engine: Engine

  /// Nine quantiles of each of `horizon` steps after each stream, `[horizon, 9]`, in the stream's own units.
  ///
  /// Beyond the network's horizon h the medians of a block are taken for values, and the next block is forecast
  /// after them. The distances d to the median then add up as those of independent errors do, with what the end
  /// of the block before had: `√(d² + d′²)`.
  func quantiles(after streams: [[Double]], horizon: Int) throws -> [[Double]] {
    var streams = streams.map { Array($0.suffix(network.shape.mostValues)) }
    var results = streams.map { _ in [Double]() }
    var reached = 0
    while reached < horizon {
      let length = min(network.shape.horizon, horizon - reached)
      let blocks = try block(after: streams)
      for index in streams.indices {
        let block = Self.widened(blocks[index].prefix(9 * length), by: results[index].suffix(9))
        results[index] += block
        guard reached + length < horizon else { continue }
        streams[index] += (0..<length).map { block[9 * $0 + 4] }
        streams[index] = Array(streams[index].suffix(network.shape.mostValues))
      }
      reached += length
    }
    return results
  }

  private static func widened(
    _ block: ArraySlice<Double>, by last: ArraySlice<Double>
  ) -> [Double] {
    var block = Array(block)
    guard !last.isEmpty else { return block }
    let last = Array(last)
    for row in stride(from: 0, to: block.count, by: 9) {
      let median = block[row + 4]
      for level in 0..<9 where level != 4 {
        let (own, earlier) = (block[row + level] - median, last[level] - last[4])
        let distance = (own * own + earlier * earlier).squareRoot()
        block[row + level] = level < 4 ? median - distance : median + distance
      }
    }
    return block
  }

  /// One run of the network after each stream.
  private func block(after streams: [[Double]]) throws -> [[Double]] {
    var results = streams.map { _ in [Double]() }
    let bySteps = Dictionary(grouping: streams.indices) { steps(before: streams[$0].count) }
    for (steps, members) in bySteps.sorted(by: { $0.key < $1.key }) {
      for first in stride(from: 0, to: members.count, by: Self.mostRows) {
        let part = Array(members[first..<min(members.count, first + Self.mostRows)])
        let found = try run(part.map { streams[$0] }, steps: steps)
        for (index, block) in zip(part, found) { results[index] = block }
      }
    }
    return results
  }

  private func steps(before count: Int) -> Int {
    let shape = network.shape
    let first = shape.seasonClass == .hourly ? shape.window : 1
    return max(1, min(shape.forecastSteps, (count - first) / shape.stride + 1))
  }

  private func run(_ streams: [[Double]], steps: Int) throws -> [[Double]] {
    let (shape, rows) = (network.shape, streams.count)
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
        guard left % network.shape.stride == 0, left / network.shape.stride < steps else {
          continue
        }
        let step = steps - 1 - left / network.shape.stride
        frame.step = features.write(
          inputs: inputs + (step * rows + row) * features.inputSize, bases: bases)
      }
      return frame
    }
    switch network.shape.seasonClass {
    case .hourly: return fill(with: network.shape.subdailyFeatures)
    default: return fill(with: network.shape.causalFeatures)
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
