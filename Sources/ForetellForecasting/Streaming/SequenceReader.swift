internal import ForetellNetworks
internal import ForetellSeries

/// Where a series is read from its beginning, and after which values a forecast is wanted.
struct SequenceReading: Hashable, Sendable {
  let series: Int
  /// The first value that is read.
  let start: Int
  /// Numbers of values, in ascending order: a forecast after so many values of the series.
  let origins: [Int]
}

/// Reads series from their beginning, many side by side, a step of the network a value.
///
/// A row's outputs do not depend on the rows beside it, so they are the bits that a stream gives.
struct SequenceReader {
  private static let mostRows = 64

  private let scaled: ScaledPanel
  private let network: RecurrentNetwork
  private let engine: Engine

  init(_ resolved: ResolvedRecipe, scaled: ScaledPanel) throws {
    self.scaled = scaled
    network = try RecurrentNetwork(resolved.network)
    engine = Engine(threads: 1, instructionSet: try InstructionSet.preferred())
  }

  private var width: Int { network.configuration.inputSize }
  private var outputSize: Int { network.configuration.outputSize }

  /// What the network gives after each origin of each reading, in their order, and the way back.
  func outputs(
    of readings: [SequenceReading], parameters: Parameters<Float>
  ) throws(NetworkError) -> [[(outputs: [Float], normalizer: WindowNormalizer)]] {
    var results = readings.map { _ in [(outputs: [Float], normalizer: WindowNormalizer)]() }
    // Of like length side by side, so that none waits for another.
    let order = readings.indices.sorted {
      (steps(readings[$0]), $0) > (steps(readings[$1]), $1)
    }
    for first in stride(from: 0, to: order.count, by: Self.mostRows) {
      let group = Array(order[first..<min(order.count, first + Self.mostRows)])
      try read(group, of: readings, parameters) { results[$0].append(($1, $2)) }
    }
    return results
  }

  private func steps(_ reading: SequenceReading) -> Int {
    max(0, (reading.origins.last ?? 0) - reading.start - width + 1)
  }

  private func read(
    _ group: [Int], of readings: [SequenceReading], _ parameters: Parameters<Float>,
    _ take: (Int, [Float], WindowNormalizer) -> Void
  ) throws(NetworkError) {
    let rows = group.count
    let stepper = NetworkStepper(network, parameters: parameters, rows: rows, engine: engine)
    var state = stepper.initialState()
    var inputs = [Float](repeating: 0, count: rows * width)
    var outputs = [Float](repeating: 0, count: rows * outputSize)
    var normalizers = [WindowNormalizer?](repeating: nil, count: rows)
    var next = [Int](repeating: 0, count: rows)
    for step in 0..<(group.map { steps(readings[$0]) }.max() ?? 0) {
      for (row, index) in group.enumerated() where step < steps(readings[index]) {
        let reading = readings[index]
        let end = scaled.panel.offsets[reading.series] + reading.start + width - 1 + step
        normalizers[row] = scaled.write(
          endingAt: end, width: width, into: &inputs, at: row * width)
      }
      try stepper.step(inputs, carrying: &state, into: &outputs)
      for (row, index) in group.enumerated() {
        let reading = readings[index]
        guard next[row] < reading.origins.count,
          reading.origins[next[row]] == reading.start + width + step,
          let normalizer = normalizers[row]
        else { continue }
        next[row] += 1
        take(index, Array(outputs[row * outputSize..<(row + 1) * outputSize]), normalizer)
      }
    }
  }
}
