import Foretell

/// What a network must keep in mind for many steps; sequences of 50 steps, drawn anew for every batch.
enum MemoryTask: String, CaseIterable {
  /// Two of the numbers are marked, one in each half: give their sum.
  ///
  /// Inputs are a number, uniform in 0 … 1, and the mark. Who always says 1 has a mean squared error of 1/6. Source: Hochreiter &
  /// Schmidhuber 1997.
  case adding
  /// The first number is marked: give it at the end, whatever came between.
  ///
  /// Numbers are uniform in ±1/√2, so that who always says 0 has 1/6 here too.
  case copy

  static let steps = 50
  /// The error of who always gives the mean.
  static let baseline = 1.0 / 6

  /// Fills one row with a sequence and its answer.
  func fill(_ batch: inout Batch<Float>, row: Int, random: RandomStream) {
    let count = batch.steps
    var marks: Set<Int> = [0]
    if self == .adding {
      marks = [
        Int(random.stream("first")[uniformAt: 0] * Double(count / 2)),
        count / 2 + Int(random.stream("second")[uniformAt: 0] * Double(count - count / 2)),
      ]
    }
    var answer: Float = 0
    for step in 0..<count {
      let uniform = Float(random[uniformAt: step])
      let number = self == .adding ? uniform : (2 * uniform - 1) * 0.707_106_77
      let place = (step * batch.rows + row) * 2
      batch.inputs[place] = number
      batch.inputs[place + 1] = marks.contains(step) ? 1 : 0
      if marks.contains(step) { answer += number }
    }
    batch.targets[row] = answer
    batch.weights[row] = 1
  }

  func network(_ cell: CellKind, hidden: Int) throws -> RecurrentNetwork {
    try RecurrentNetwork(
      NetworkConfiguration(
        cell: cell, inputSize: 2, hiddenSize: hidden, outputSize: 1,
        initializer: Initializer(forgetBias: 3)))
  }

  /// Gates begin open to the past.
  ///
  /// The LSTM's forget gate has a bias of 3, the GRU's update gate one of 2 (Tallec & Ollivier 2018). A vanilla network
  /// has no such gate.
  func startingParameters(
    _ network: RecurrentNetwork, random: RandomStream
  ) -> Parameters<Float> {
    var parameters = network.initialParameters(random: random)
    let hidden = network.configuration.hiddenSize
    for view in network.layout.views
    where network.configuration.cell == .gru && view.name == "recurrent.bias_hh_l0" {
      let gates = Array(parameters[view])
      parameters[view] =
        (gates[..<hidden] + Array(repeating: 2, count: hidden) + gates[(2 * hidden)...])[...]
    }
    return parameters
  }
}

/// Batch k of a task.
struct TaskBatches: BatchSource {
  let task: MemoryTask
  let random: RandomStream

  func fill(_ batch: inout Batch<Float>, step: Int) {
    let random = random.stream(step)
    for row in 0..<batch.rows { task.fill(&batch, row: row, random: random.stream(row)) }
  }
}

/// One cell on one task: 32 units, 32 sequences a step, Adam, at most 1500 steps.
struct TaskRun {
  let task: MemoryTask
  let cell: CellKind
  let seed: UInt64
  var steps = 1500
  private static let (hidden, rows) = (32, 32)

  /// The learning rate at which the cell did best of those tried, from 0.001 to 0.03.
  private var rate: Double { cell == .rnn ? 0.01 : 0.03 }

  struct Outcome {
    /// On 1000 sequences that were not trained on.
    let error: Double
    /// Steps until the error stayed below 0.005 for twenty batches, which ended training; nil where it never did.
    let solvedAfter: Int?
    let network: RecurrentNetwork
    let parameters: Parameters<Float>
  }

  private struct Solved: Error {}

  func train(engine: Engine) throws -> Outcome {
    let network = try task.network(cell, hidden: Self.hidden)
    let random = RandomStream(seed: seed).stream(task.rawValue)
    let training = Training(
      optimizer: .adam(learningRate: rate), schedule: .cosine(warmup: 0.05), steps: steps,
      batchSize: Self.rows)
    let trainer = Trainer(
      network, training: training, steps: MemoryTask.steps,
      from: TrainingState(
        task.startingParameters(network, random: random), optimizer: training.optimizer),
      random: random, engine: engine)
    var (streak, isSolved) = (0, false)
    do {
      let batches = TaskBatches(task: task, random: random.stream("training"))
      try trainer.train(on: batches, upTo: steps) { loss in
        streak = loss < 0.005 ? streak + 1 : 0
        if streak == 20 { throw Solved() }
      }
    } catch is Solved {
      isSolved = true
    }
    let parameters = trainer.state.parameters
    return Outcome(
      error: try error(of: parameters, network, random, engine),
      solvedAfter: isSolved ? trainer.state.step : nil, network: network, parameters: parameters)
  }

  /// The mean squared error on new sequences.
  private func error(
    of parameters: Parameters<Float>, _ network: RecurrentNetwork, _ random: RandomStream,
    _ engine: Engine
  ) throws -> Double {
    var batch = Batch<Float>(network.configuration, steps: MemoryTask.steps, rows: 1000)
    TaskBatches(task: task, random: random.stream("test")).fill(&batch, step: 0)
    return network.lossAndGradient(parameters, on: batch, engine: engine).loss
  }
}
