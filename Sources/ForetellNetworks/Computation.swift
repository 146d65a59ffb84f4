internal import ForetellRandom

/// A network with the memory to run it on batches of one shape: packed weights, and a tape a shard.
///
/// Made once and used for every step; nothing is allocated while it runs.
final class Computation<S: BinaryFloatingPoint & Sendable>: @unchecked Sendable {
  private let network: RecurrentNetwork
  private let kernels: Kernels<S>
  private let weights: PackedWeights<S>
  private let tapes: [Tape<S>]
  private let shards: Shards
  private let steps: Int
  private var losses: [Double]

  init(
    _ network: RecurrentNetwork, kernels: Kernels<S>, steps: Int, rows: Int, forTraining: Bool
  ) {
    self.network = network
    self.kernels = kernels
    self.steps = steps
    let configuration = network.configuration
    let shards = Shards(rows: rows)
    self.shards = shards
    weights = PackedWeights(configuration, kernels: kernels, forTraining: forTraining)
    tapes = (0..<shards.count).map { _ in
      Tape(
        configuration, steps: steps, rows: shards.size, kernels: kernels, forTraining: forTraining)
    }
    losses = Array(repeating: 0, count: shards.count)
  }

  /// - Parameter mask: whether a row has an input at a step, `[T, B]`; nil where all have.
  func outputs(
    for inputs: [S], mask: [Bool]? = nil, parameters: Parameters<S>, engine: Engine
  ) -> [S] {
    weights.fill(from: parameters)
    let outputs = network.configuration.outputSize
    let readouts = network.configuration.readout.count(of: steps)
    let total = readouts * shards.rows * outputs
    return [S](unsafeUninitializedCapacity: total) { result, count in
      withInputs(inputs, mask) { inputs, mask in
        guard let result = result.baseAddress else { return }
        nonisolated(unsafe) let (source, target, mask) = (inputs, result, mask)
        engine.parallel(shards.count) { shard in
          let pass = self.pass(shard, dropout: nil, mask: mask)
          self.gather(
            source, width: network.configuration.inputSize, blocks: steps, pass,
            into: pass.tape.layers[0].input)
          pass.clearAbsentInputs()
          pass.forward()
          for block in 0..<readouts {
            let place = (block * shards.rows + pass.firstRow) * outputs
            (target + place).update(
              from: pass.tape.outputs + block * pass.rows * outputs, count: pass.rows * outputs)
          }
        }
      }
      count = total
    }
  }

  /// The loss and its gradient; see ``RecurrentNetwork/lossAndGradient(_:on:loss:engine:)``.
  ///
  /// - Parameter notesFlow: whether ``gradientFlow(step:_:)`` will be asked for.
  func lossAndGradient(
    _ parameters: Parameters<S>, on batch: Batch<S>, loss: Loss, dropout: RandomStream?,
    notesFlow: Bool = false, into gradient: inout Parameters<S>, engine: Engine
  ) -> Double {
    precondition(batch.rows == shards.rows && batch.fits(network, steps: steps), "another batch")
    precondition(
      parameters.layout == network.layout && gradient.layout == network.layout,
      "parameters of another network")
    precondition(
      loss.outputSize.map { $0 == batch.outputs } ?? true, "a loss over other outputs")
    weights.fill(from: parameters)
    let totalWeight = loss.totalWeight(batch)
    let scale = totalWeight > 0 ? 1 / totalWeight : 0
    prepareFlow(notesFlow)
    batch.withPointers { inputs, targets, weights, mask in
      losses.withUnsafeMutableBufferPointer { losses in
        nonisolated(unsafe) let (losses, source) = (losses, (inputs, targets, weights, mask))
        engine.parallel(shards.count) { shard in
          let pass = self.pass(shard, dropout: dropout, mask: source.3)
          losses[shard] = self.run(
            pass, loss, inputs: source.0, targets: source.1, weights: source.2, scale: scale)
        }
      }
    }
    sumGradients(into: &gradient, engine: engine)
    return losses.reduce(0, +) * scale
  }

  private func run(
    _ pass: ShardPass<S>, _ loss: Loss, inputs: UnsafePointer<S>, targets: UnsafePointer<S>,
    weights: UnsafePointer<S>, scale: Double
  ) -> Double {
    let configuration = network.configuration
    let (tape, outputs) = (pass.tape, configuration.outputSize)
    gather(
      inputs, width: configuration.inputSize, blocks: steps, pass, into: tape.layers[0].input)
    gather(targets, width: outputs, blocks: pass.readouts, pass, into: tape.targets)
    gather(weights, width: outputs, blocks: pass.readouts, pass, into: tape.weights)
    pass.clearAbsentInputs()
    pass.forward()
    let sum = loss.sum(
      rows: pass.readouts * pass.rows, outputs: outputs, tape.outputs, tape.targets, tape.weights,
      scale: scale, slopes: tape.doutputs, kernels)
    pass.backward()
    return sum
  }

  private func sumGradients(into gradient: inout Parameters<S>, engine: Engine) {
    gradient.values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      nonisolated(unsafe) let sum = GradientSum(
        network: network, kernels: kernels, tapes: tapes, gradient: base)
      engine.parallel(sum.pieces) { sum.sum(piece: $0) }
    }
  }

  private func pass(
    _ shard: Int, dropout: RandomStream?, mask: UnsafePointer<Bool>?
  ) -> ShardPass<S> {
    let rows = shards[shard]
    return ShardPass(
      configuration: network.configuration, layout: network.layout, kernels: kernels,
      weights: weights, tape: tapes[shard], steps: steps, rows: rows.count,
      firstRow: rows.lowerBound, dropout: dropout,
      absence: mask.map {
        tapes[shard].absence(
          $0, batchRows: shards.rows, firstRow: rows.lowerBound,
          hiddenSize: network.configuration.hiddenSize)
      })
  }

  /// Makes room for the norms of gradients by step, or takes it away.
  private func prepareFlow(_ notesFlow: Bool) {
    for tape in tapes where (tape.flow != nil) != notesFlow {
      tape.flow =
        notesFlow ? FlowTape(passes: network.configuration.passes, steps: steps) : nil
    }
  }

  /// The flow of the gradient that was taken last; nil where its norms were not noted.
  func gradientFlow(step: Int, _ gradient: Parameters<S>) -> GradientFlow? {
    let shards = tapes.compactMap(\.flow)
    guard shards.count == tapes.count else { return nil }
    return GradientFlow(network, step: step, steps: steps, shards: shards, gradient)
  }

  /// Copies the shard's rows out of a time-major array of the whole batch.
  private func gather(
    _ source: UnsafePointer<S>, width: Int, blocks: Int, _ pass: ShardPass<S>,
    into target: UnsafeMutablePointer<S>
  ) {
    let count = pass.rows * width
    for block in 0..<blocks {
      (target + block * count).update(
        from: source + (block * shards.rows + pass.firstRow) * width, count: count)
    }
  }
}

extension CellKind {
  var tapeNeeds: CellTapeNeeds {
    switch self {
    case .rnn: ElmanCell.tapeNeeds
    case .rnnReLU: ElmanReLUCell.tapeNeeds
    case .lstm: LSTMCell.tapeNeeds
    case .gru: GRUCell.tapeNeeds
    case .gruResetBefore: GRUResetBeforeCell.tapeNeeds
    }
  }
}

extension Batch {
  func withPointers(
    _ body: (
      UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Bool>?
    ) -> Void
  ) {
    withInputs(inputs, mask) { inputs, mask in
      targets.withUnsafeBufferPointer { targets in
        weights.withUnsafeBufferPointer { weights in
          guard let targets = targets.baseAddress, let weights = weights.baseAddress else { return }
          body(inputs, targets, weights, mask)
        }
      }
    }
  }
}

private func withInputs<S>(
  _ inputs: [S], _ mask: [Bool]?, _ body: (UnsafePointer<S>, UnsafePointer<Bool>?) -> Void
) {
  inputs.withUnsafeBufferPointer { inputs in
    guard let inputs = inputs.baseAddress else { return }
    guard let mask else { return body(inputs, nil) }
    mask.withUnsafeBufferPointer { body(inputs, $0.baseAddress) }
  }
}
