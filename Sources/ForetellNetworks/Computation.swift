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

  /// The outputs of windows `[T, B, F]`, from zero states or from carried ones.
  func outputs(
    for inputs: [S], categories: [Int32], mask: [Bool]? = nil, parameters: Parameters<S>,
    carried: CarriedStates<S>? = nil, engine: Engine
  ) -> [S] {
    pack(parameters)
    let configuration = network.configuration
    let total = configuration.readout.count(of: steps) * shards.rows * configuration.outputSize
    return [S](unsafeUninitializedCapacity: total) { result, count in
      StepInputs.with(
        rows: shards.rows, numeric: inputs, categories: categories, mask: mask
      ) { inputs in
        guard let result = result.baseAddress else { return }
        run(inputs, carried: carried, into: result, engine: engine)
      }
      count = total
    }
  }

  /// Packs the weights for all runs until they are packed anew.
  func pack(_ parameters: Parameters<S>) {
    parameters.values.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { pack(from: base) }
    }
  }

  /// The same from where the network's parameters begin.
  func pack(from base: UnsafePointer<S>) { weights.fill(from: base, network.layout) }

  /// Runs forward with the weights that were packed last.
  func run(
    _ inputs: StepInputs<S>, carried: CarriedStates<S>?, into outputs: UnsafeMutablePointer<S>,
    engine: Engine
  ) {
    let size = network.configuration.outputSize
    let readouts = network.configuration.readout.count(of: steps)
    nonisolated(unsafe) let target = outputs
    engine.parallel(shards.count) { shard in
      let pass = self.pass(shard, dropout: nil, mask: inputs.mask, carried: carried)
      pass.fillInputs(from: inputs)
      pass.forward()
      pass.activate()
      for block in 0..<readouts {
        let place = (block * shards.rows + pass.firstRow) * size
        (target + place).update(
          from: pass.tape.outputs + block * pass.rows * size, count: pass.rows * size)
      }
    }
  }

  /// The loss and its gradient; see ``RecurrentNetwork/lossAndGradient(_:on:loss:engine:)``.
  ///
  /// - Parameter notesFlow: whether ``gradientFlow(step:_:)`` will be asked for.
  func lossAndGradient(
    _ parameters: Parameters<S>, on batch: Batch<S>, loss: Loss, dropout: RandomStream?,
    carried: CarriedStates<S>? = nil, notesFlow: Bool = false,
    into gradient: inout Parameters<S>, engine: Engine
  ) -> Double {
    precondition(
      parameters.layout == network.layout && gradient.layout == network.layout,
      "parameters of another network")
    prepareFlow(notesFlow)
    pack(parameters)
    let value = lossAndSlopes(
      on: batch, loss: loss, dropout: dropout, carried: carried, engine: engine)
    gradient.values.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { sumGradients(into: base, engine: engine) }
    }
    return value
  }

  /// The loss with the weights that were packed last; leaves the shards' parts of its gradient in their tapes.
  ///
  /// - Parameter dcarried: the gradient of the last states, in whose place that of the first is left.
  func lossAndSlopes(
    on batch: Batch<S>, loss: Loss, dropout: RandomStream?, carried: CarriedStates<S>?,
    dcarried: CarriedStates<S>? = nil, engine: Engine
  ) -> Double {
    precondition(batch.rows == shards.rows && batch.fits(network, steps: steps), "another batch")
    precondition(
      loss.targetSize(outputs: batch.outputs) == batch.targetSize
        && loss.objective.suits(network.configuration.output),
      "a batch or a network of another loss")
    let objective = loss.objective
    let totalWeight = objective.totalWeight(batch.weights, size: batch.targetSize)
    let scale = totalWeight > 0 ? 1 / totalWeight : 0
    batch.withPointers { inputs, targets, weights in
      losses.withUnsafeMutableBufferPointer { losses in
        nonisolated(unsafe) let (losses, source) = (losses, (inputs, targets, weights))
        engine.parallel(shards.count) { shard in
          var pass = self.pass(
            shard, dropout: dropout, mask: source.0.mask, carried: carried)
          pass.dcarried = dcarried
          losses[shard] = self.run(
            pass, objective, targetSize: batch.targetSize, inputs: source.0, targets: source.1,
            weights: source.2, scale: scale)
        }
      }
    }
    return losses.reduce(0, +) * scale
  }

  private func run(
    _ pass: ShardPass<S>, _ objective: any Objective, targetSize: Int, inputs: StepInputs<S>,
    targets: UnsafePointer<S>, weights: UnsafePointer<S>, scale: Double
  ) -> Double {
    let configuration = network.configuration
    let tape = pass.tape
    pass.fillInputs(from: inputs)
    gather(targets, width: targetSize, blocks: pass.readouts, pass, into: tape.targets)
    gather(weights, width: targetSize, blocks: pass.readouts, pass, into: tape.weights)
    pass.forward()
    if !objective.readsSums { pass.activate() }
    let sum = objective.sum(
      LossRows(
        count: pass.readouts * pass.rows, width: configuration.outputSize, outputs: tape.outputs,
        targets: tape.targets, weights: tape.weights, scale: scale, slopes: tape.doutputs,
        kernels: kernels))
    if !objective.readsSums { pass.activateBackward() }
    pass.backward()
    pass.scatterEmbeddingGradients(from: inputs)
    return sum
  }

  /// Adds up the shards' parts of the gradient, in their order, from where the network's parameters begin.
  func sumGradients(into base: UnsafeMutablePointer<S>, engine: Engine) {
    nonisolated(unsafe) let sum = GradientSum(
      network: network, kernels: kernels, tapes: tapes, gradient: base)
    engine.parallel(sum.pieces) { sum.sum(piece: $0) }
  }

  private func pass(
    _ shard: Int, dropout: RandomStream?, mask: UnsafePointer<Bool>?,
    carried: CarriedStates<S>?
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
      }, carried: carried)
  }

  /// Makes room for the norms of gradients by step, or takes it away.
  func prepareFlow(_ notesFlow: Bool) {
    for tape in tapes where (tape.flow != nil) != notesFlow {
      tape.flow =
        notesFlow ? FlowTape(passes: network.configuration.passes, steps: steps) : nil
    }
  }

  /// The flow of the gradient that was taken last; nil where its norms were not noted.
  ///
  /// - Parameter gradient: of the network's parameters alone.
  func gradientFlow(
    step: Int, _ gradient: ArraySlice<S>, part: GradientFlow.Part? = nil
  ) -> GradientFlow? {
    let shards = tapes.compactMap(\.flow)
    guard shards.count == tapes.count else { return nil }
    return GradientFlow(network, step: step, steps: steps, shards: shards, gradient, part: part)
  }

  /// Runs forward without looking at the outputs, and leaves the last states in the place of the first.
  func forward(
    _ batch: Batch<S>, dropout: RandomStream?, carried: CarriedStates<S>, engine: Engine
  ) {
    precondition(batch.rows == shards.rows && batch.fits(network, steps: steps), "another batch")
    StepInputs.with(
      rows: batch.rows, numeric: batch.inputs, categories: batch.categories, mask: batch.mask
    ) { inputs in
      engine.parallel(shards.count) { shard in
        let pass = self.pass(shard, dropout: dropout, mask: inputs.mask, carried: carried)
        pass.fillInputs(from: inputs)
        pass.forward()
      }
    }
  }

  /// The way back of ``forward(_:dropout:carried:engine:)`` from the gradient of the last states.
  func backward(
    _ batch: Batch<S>, dropout: RandomStream?, dcarried: CarriedStates<S>, engine: Engine
  ) {
    StepInputs.with(
      rows: batch.rows, numeric: batch.inputs, categories: batch.categories, mask: batch.mask
    ) { inputs in
      engine.parallel(shards.count) { shard in
        var pass = self.pass(shard, dropout: dropout, mask: inputs.mask, carried: nil)
        pass.dcarried = dcarried
        pass.backward()
        pass.scatterEmbeddingGradients(from: inputs)
      }
    }
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
    _ body: (StepInputs<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>) -> Void
  ) {
    StepInputs.with(rows: rows, numeric: inputs, categories: categories, mask: mask) { inputs in
      targets.withUnsafeBufferPointer { targets in
        weights.withUnsafeBufferPointer { weights in
          guard let targets = targets.baseAddress, let weights = weights.baseAddress
          else { return }
          body(inputs, targets, weights)
        }
      }
    }
  }
}
