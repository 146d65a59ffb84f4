internal import ArgumentParser
internal import Foretell

/// Adding and copy tasks of lag 50: every cell, some seeds; see Examples/VanishingGradients.
struct TasksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "Which cells remember over fifty steps.")

  @Option(help: "Seeds a cell and task.") var seeds = 3
  @Option(help: "Steps of training at the most.") var steps = 1500

  private struct Line: Encodable {
    let task, cell: String
    let seed: UInt64
    let error: Double
    let solved_after: Int?
    let seconds: Double
  }

  func run() async throws {
    let engine = Engine(threads: 1, instructionSet: try InstructionSet.preferred())
    for task in MemoryTask.allCases {
      for cell in [CellKind.rnn, .lstm, .gru] {
        for seed in 0..<UInt64(seeds) {
          let run = TaskRun(task: task, cell: cell, seed: seed, steps: steps)
          let (outcome, seconds) = try Stopwatch.seconds { try run.train(engine: engine) }
          try JSONLine.print(
            Line(
              task: task.rawValue, cell: cell.rawValue, seed: seed, error: outcome.error,
              solved_after: outcome.solvedAfter, seconds: seconds))
        }
      }
    }
  }
}
