/// The gradient of a layer's weights and biases as one shard leaves it.
///
/// `[1 + F + H + 1, G·H]`: a row for the input bias, for each input, for each hidden unit, and for the
/// recurrent bias. So it is a sum of products of what entered the sums, `[1 x h 1]`, with the gradient of
/// the sums, and whole registers of gates stand side by side, however few inputs there are. Rows are a cache
/// line longer than G·H: a power of two would map a column of them onto the same few cache sets.
struct LayerGradient<S: BinaryFloatingPoint & Sendable> {
  let values: UnsafeMutablePointer<S>
  let shape: LayerGradientShape

  var count: Int { shape.count }

  func row(_ row: Int) -> UnsafeMutablePointer<S> { values + row * shape.stride }
}

struct LayerGradientShape: Hashable {
  let inputs: Int
  let hidden: Int
  let columns: Int

  init(_ configuration: NetworkConfiguration, layer: Int) {
    inputs = configuration.inputSize(of: layer)
    hidden = configuration.hiddenSize
    columns = configuration.cell.gateCount * hidden
  }

  var rows: Int { inputs + hidden + 2 }
  var stride: Int { (columns + 15) / 16 * 16 + 16 }
  var count: Int { rows * stride }

  /// Where the rows of the inputs, of the hidden units and of the recurrent bias begin.
  var firstInput: Int { 1 }
  var firstHidden: Int { 1 + inputs }
  var recurrentBias: Int { 1 + inputs + hidden }
}

/// Adds up what the shards have left, in their order, and turns it into the order of the parameters.
struct GradientSum<S: BinaryFloatingPoint & Sendable> {
  let network: RecurrentNetwork
  let kernels: Kernels<S>
  let tapes: [Tape<S>]
  let gradient: UnsafeMutablePointer<S>

  /// Gates that are summed and transposed at a time.
  private static var stripe: Int { 64 }

  private var stripesPerLayer: Int {
    let configuration = network.configuration
    let columns = configuration.cell.gateCount * configuration.hiddenSize
    return (columns + Self.stripe - 1) / Self.stripe
  }

  private var head: Range<Int> { network.layout.headWeight.offset..<network.layout.count }

  /// Pieces that can be summed at the same time.
  var pieces: Int {
    network.configuration.passes * stripesPerLayer + Blocks.count(of: head.count)
  }

  func sum(piece: Int) {
    let stripes = stripesPerLayer
    let (place, number) = (piece / stripes, piece % stripes)
    if place < network.configuration.passes {
      sum(place, from: number * Self.stripe)
    } else {
      sumHead(block: piece - network.configuration.passes * stripes)
    }
  }

  private func sumHead(block: Int) {
    let range = Blocks.range(block, of: head.count)
    let start = gradient + head.lowerBound + range.lowerBound
    start.update(from: tapes[0].headGradient + range.lowerBound, count: range.count)
    for tape in tapes.dropFirst() {
      kernels.add(range.count, tape.headGradient + range.lowerBound, start)
    }
  }

  private func sum(_ place: Int, from first: Int) {
    let total = tapes[0].layers[place].gradient
    let shape = total.shape
    let count = min(Self.stripe, shape.columns - first)
    for tape in tapes.dropFirst() {
      let part = tape.layers[place].gradient
      for row in 0..<shape.rows {
        kernels.add(count, part.row(row) + first, total.row(row) + first)
      }
    }
    let views = network.layout.layer(place)
    kernels.transpose(
      shape.inputs, count, total.row(shape.firstInput) + first, shape.stride,
      gradient + views.inputWeight.offset + first * shape.inputs, shape.inputs)
    kernels.transpose(
      shape.hidden, count, total.row(shape.firstHidden) + first, shape.stride,
      gradient + views.recurrentWeight.offset + first * shape.hidden, shape.hidden)
    (gradient + views.inputBias.offset + first).update(from: total.row(0) + first, count: count)
    // Only where the reset gate scales the recurrent sums do the two biases differ.
    let recurrentBias = network.configuration.cell == .gru ? shape.recurrentBias : 0
    (gradient + views.recurrentBias.offset + first).update(
      from: total.row(recurrentBias) + first, count: count)
  }
}
