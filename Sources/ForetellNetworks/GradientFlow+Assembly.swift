extension GradientFlow {
  init<S: BinaryFloatingPoint>(
    _ network: RecurrentNetwork, step: Int, steps: Int, shards: [FlowTape],
    _ gradient: ArraySlice<S>, part: Part? = nil
  ) {
    let (configuration, layout) = (network.configuration, network.layout)
    func norm(_ range: Range<Int>) -> Double {
      var sum = 0.0
      for value in gradient.dropFirst(range.lowerBound).prefix(range.count) {
        sum += Double(value) * Double(value)
      }
      return sum.squareRoot()
    }
    self.step = step
    layers = (0..<configuration.passes).map { place in
      let parts = shards.map { $0.pass(place) }
      let views = layout.layer(place)
      let weights = views.inputWeight.offset..<views.recurrentBias.range.upperBound
      func root(_ t: Int, _ values: (FlowTape.Pass) -> UnsafeMutablePointer<Double>) -> Double {
        parts.reduce(0.0) { $0 + values($1)[t] }.squareRoot()
      }
      let isReversed = place % configuration.directions == 1
      let states = (0..<steps).map { root($0, \.states) }
      let whole = (0..<steps).map { root($0, \.whole) }
      let carried = (0..<steps).map { root($0, \.carried) }
      let dilation = configuration.dilation(
        of: place / configuration.directions, steps: steps)
      func back(_ norms: [Double]) -> [Double] { isReversed ? norms : norms.reversed() }
      let left = Self.left(back(whole), back(carried), by: dilation)
      return Layer(
        layer: place / configuration.directions, isReversed: isReversed, states: states,
        retained: left.last ?? 1, reach: dilation * left.prefix { $0 >= 0.01 }.count,
        parameters: norm(weights), part: part)
    }
    head = norm(layout.headWeight.offset..<layout.count)
  }

  /// What is left of a gradient 1, 2, … jumps of `dilation` steps back; norms stand from where the pass ended.
  ///
  /// A jump is taken by as many chains as are left: where the window ends in the midst of one, by these alone.
  private static func left(_ whole: [Double], _ carried: [Double], by dilation: Int) -> [Double] {
    func norm(_ norms: ArraySlice<Double>) -> Double {
      norms.count == 1
        ? norms[norms.startIndex] : norms.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    var (left, result) = (1.0, [Double]())
    for first in stride(from: dilation, to: whole.count, by: dilation) {
      let end = min(first + dilation, whole.count)
      let before = norm(whole[first - dilation..<end - dilation])
      left *= before > 0 ? norm(carried[first..<end]) / before : 1
      result.append(left)
    }
    return result
  }
}
