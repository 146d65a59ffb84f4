internal import ForetellNetworks
internal import ForetellRandom

/// Paths that are drawn side by side, as many for each of several series; the rows of a series stand together.
struct PathBundle {
  let rows: Int
  /// Paths of a series.
  let each: Int
  private let horizon: Int
  private var draws: [Draws]
  /// `[rows][horizon]`.
  private var values: [Double]

  /// - Parameters:
  ///   - streams: one a series, of which every path has a stream by its number.
  ///   - numbers: those of the paths.
  init(_ streams: [RandomStream], numbers: Range<Int>, horizon: Int) {
    each = numbers.count
    rows = streams.count * each
    self.horizon = horizon
    draws = streams.flatMap { stream in numbers.map { Draws(stream.stream($0)) } }
    values = Array(repeating: 0, count: rows * horizon)
  }

  func value(_ row: Int, _ step: Int) -> Double { values[row * horizon + step] }

  /// The values of a row.
  func path(_ row: Int) -> ArraySlice<Double> { values[row * horizon..<(row + 1) * horizon] }

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
}

extension RecurrentState<Float> {
  /// Each row as many times, one after the other.
  func repeating(each count: Int) throws -> RecurrentState<Float> {
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
