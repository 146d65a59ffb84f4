import ArgumentParser
import Foretell

/// Why gates: a vanilla network forgets what lies fifty steps back, an LSTM and a GRU do not.
///
/// Two tasks, three cells. First what each makes of the tasks, then why: how much of the gradient at the last step is
/// left further back, before anything has been learned.
@main struct VanishingGradients: ParsableCommand {
  @Option(help: "Seeds a cell and task.") var seeds = 1
  @Option(help: "Steps of training at the most.") var steps = 1500
  @Option(help: "Only this task: adding or copy.") var task: String?

  func run() throws {
    let engine = Engine(threads: 1, instructionSet: try InstructionSet.preferred())
    let tasks = MemoryTask.allCases.filter { task == nil || $0.rawValue == task }
    let base = short(MemoryTask.baseline)
    print("Mean squared error on 1000 new sequences of 50 steps; the mean alone has \(base).\n")
    print("task     cell  seed  error     solved")
    for task in tasks {
      for cell in [CellKind.rnn, .lstm, .gru] {
        for seed in 0..<UInt64(seeds) {
          let run = TaskRun(task: task, cell: cell, seed: seed, steps: steps)
          let outcome = try run.train(engine: engine)
          let after = outcome.solvedAfter.map { "after \($0) steps" } ?? "no"
          print(
            padded(task.rawValue, 8), padded(cell.rawValue, 5), padded("\(seed)", 5),
            padded(short(outcome.error), 9), after)
        }
      }
    }
    print("\nThe gradient of the error with respect to the state, over that at the last step:\n")
    print("cell    10 back   20 back   30 back   40 back   49 back")
    for cell in [CellKind.rnn, .lstm, .gru] {
      let states = try gradientNorms(of: cell, engine: engine)
      let left = [10, 20, 30, 40, 49].map { states[49 - $0] / states[49] }
      print(padded(cell.rawValue, 6), left.map { padded(short($0), 9) }.joined(separator: " "))
    }
  }

  /// `‖∂L/∂h_t‖` of each step of the adding task, before training.
  private func gradientNorms(of cell: CellKind, engine: Engine) throws -> [Double] {
    let network = try MemoryTask.adding.network(cell, hidden: 32)
    let random = RandomStream(seed: 0)
    var batch = Batch<Float>(network.configuration, steps: MemoryTask.steps, rows: 32)
    TaskBatches(task: .adding, random: random).fill(&batch, step: 0)
    let parameters = MemoryTask.adding.startingParameters(network, random: random)
    return network.gradientFlow(parameters, on: batch, engine: engine).layers[0].states
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Two digits that count.
  private func short(_ number: Double) -> String {
    guard number > 0 else { return "0" }
    var (digits, exponent) = (number, 0)
    while digits < 1 { (digits, exponent) = (digits * 10, exponent - 1) }
    while digits >= 10 { (digits, exponent) = (digits / 10, exponent + 1) }
    let mantissa = (digits * 10).rounded() / 10
    return (-3...0).contains(exponent)
      ? "\((number * 1e4).rounded() / 1e4)" : "\(mantissa)e\(exponent)"
  }
}
