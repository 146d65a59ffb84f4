/// The decoder run a step at a time on what it has given itself.
final class FreeRun<S: BinaryFloatingPoint & Sendable> {
  private let network: EncoderDecoder
  private let rows: Int
  private let computation: Computation<S>
  private let states: StateMemory<S>
  private var outputs: [S]

  init(_ network: EncoderDecoder, kernels: Kernels<S>, rows: Int) {
    self.network = network
    self.rows = rows
    computation = Computation(
      network.decoder, kernels: kernels, steps: 1, rows: rows, forTraining: false)
    states = StateMemory(network.decoder.configuration, rows: rows)
    outputs = Array(repeating: 0, count: rows * network.configuration.outputSize)
  }

  func pack(from base: UnsafePointer<S>) { computation.pack(from: base) }

  /// Puts the decoder's own outputs among the inputs, wherever the teacher has no true value to give.
  func feed(
    _ future: inout Batch<S>, from start: StateMemory<S>, teaching: Teaching, engine: Engine
  ) {
    guard let output = network.configuration.feedback else { return }
    let (width, size) = (future.features, network.configuration.outputSize)
    fillFirstStep(of: &future)
    let isTaught = teaching.probability >= 1
    if isTaught,
      !stride(from: width - 1, to: future.inputs.count, by: width)
        .contains(where: { future.inputs[$0].isNaN })
    {
      return
    }
    let steps = future.steps
    run(&future, from: start, engine: engine) { step, inputs, outputs in
      guard step < steps else { return }
      for row in 0..<rows {
        let place = (step * rows + row) * width + width - 1
        if inputs[place].isNaN || !teaching.isTrue(step: step, row: row) {
          inputs[place] = outputs[row * size + output]
        }
      }
    }
  }

  /// Where nothing was observed last, nothing can be fed.
  func fillFirstStep(of future: inout Batch<S>) {
    let width = future.features
    for row in 0..<rows where future.inputs[row * width + width - 1].isNaN {
      future.inputs[row * width + width - 1] = 0
    }
  }

  /// Runs all steps from given states.
  ///
  /// After each, `next` may write the inputs of the step that it is told from the outputs of the one before. It is
  /// called for the step behind the last one too.
  func run(
    _ future: inout Batch<S>, from start: StateMemory<S>, engine: Engine,
    next: (_ step: Int, _ inputs: inout [S], _ outputs: [S]) -> Void
  ) {
    states.copy(start)
    for step in 0..<future.steps {
      outputs.withUnsafeMutableBufferPointer { outputs in
        guard let target = outputs.baseAddress else { return }
        StepInputs.with(rows: rows, numeric: future.inputs, categories: future.categories) {
          computation.run(
            $0.advanced(by: step, network.decoder.configuration), carried: states.pointers,
            into: target, engine: engine)
        }
      }
      next(step + 1, &future.inputs, outputs)
    }
  }
}

/// States of all layers, `[L, B, H]`, in memory of their own.
final class StateMemory<S: BinaryFloatingPoint & Sendable> {
  let pointers: CarriedStates<S>
  private let arena: Arena<S>
  private let count: Int

  init(_ configuration: NetworkConfiguration, rows: Int) {
    count = configuration.stateCount(rows: rows)
    var plan = ArenaPlan()
    let (hidden, cell) = (plan.reserve(count), plan.reserve(count))
    arena = Arena(plan)
    pointers = CarriedStates(hidden: arena[hidden], cell: arena[cell], rows: rows)
  }

  func clear() {
    pointers.hidden.update(repeating: 0, count: count)
    pointers.cell?.update(repeating: 0, count: count)
  }

  func copy(_ other: StateMemory) {
    pointers.hidden.update(from: other.pointers.hidden, count: count)
    if let cell = other.pointers.cell { pointers.cell?.update(from: cell, count: count) }
  }
}
