import Foretell
import Foundation

/// Will it rise tomorrow? A GRU with a sigmoid output and binary cross-entropy, beside the honest baseline.
@main struct Direction {
  static func main() throws {
    // 3000 days whose changes carry on a little: what a market would not leave lying about.
    var draws = Draws(RandomStream(seed: 3))
    var change = 0.0
    let changes = (0..<3000).map { _ -> Double in
      change = 0.45 * change + draws.normal()
      return change
    }
    let rises = changes.map { $0 > 0 ? 1.0 : 0 }
    let split = 2400

    // One input a day, its change; one output after it, the probability that the next day rises.
    let loss = Loss.binaryCrossEntropy
    let shape = NetworkConfiguration(
      cell: .gru, inputSize: 1, hiddenSize: 12, outputSize: 1, output: .sigmoid,
      readout: .everyStep)
    try loss.validate(for: shape)
    if let day = loss.domain(outputs: 1).firstViolation(in: rises) {
      fatalError("day \(day) is neither 0 nor 1")
    }
    let network = try RecurrentNetwork(shape)
    let training = Training(optimizer: .adam(learningRate: 1e-2), steps: 200, loss: loss)
    let random = RandomStream(seed: 1)
    let engine = Engine(threads: 2, instructionSet: try .preferred())
    let trainer = Trainer(
      network, training: training, steps: 40,
      from: TrainingState(
        network.initialParameters(random: random), optimizer: training.optimizer),
      random: random, engine: engine)
    try trainer.train(
      on: Days(changes: changes, rises: rises, count: split, random: random), upTo: training.steps)

    // The last 600 days, each forecast from all before it.
    let outputs = Predictor(network, steps: changes.count, rows: 1, engine: engine)
      .outputs(for: changes.map(Float.init), parameters: trainer.state.parameters)
    let days = split..<changes.count
    let forecasts = days.map { Double(outputs[$0 - 1]) }
    let came = days.map { rises[$0] }
    let base = rises[..<split].reduce(0, +) / Double(split)

    print("              rose   fell")
    for (name, says) in [("said rise", true), ("said fall", false)] {
      let counts = [1.0, 0].map { outcome in
        zip(forecasts, came).count { ($0 > 0.5) == says && $1 == outcome }
      }
      print("\(name) \(padded(counts[0], 8)) \(padded(counts[1], 6))")
    }
    print("\nsaid        days   it rose on")
    for low in stride(from: 0.0, to: 1, by: 0.2) {
      let own = zip(forecasts, came).filter { $0.0 >= low && $0.0 < low + 0.2 }.map(\.1)
      guard !own.isEmpty else { continue }
      let share = own.reduce(0, +) / Double(own.count)
      print("\(percent(low))-\(percent(low + 0.2)) \(padded(own.count, 6))   \(percent(share))")
    }
    let constant = forecasts.map { _ in base }
    print("\nBrier score \(brier(forecasts, came)), of the base rate \(brier(constant, came))")
    print("log loss \(logLoss(forecasts, came)), of the base rate \(logLoss(constant, came))")
  }

  /// Windows of 40 days anywhere before `count`.
  struct Days: BatchSource {
    let changes, rises: [Double]
    let count: Int
    let random: RandomStream

    func fill(_ batch: inout Batch<Float>, step: Int) {
      let draws = random.stream("windows").stream(step)
      for row in 0..<batch.rows {
        let start = Int(draws[uniformAt: row] * Double(count - batch.steps))
        for day in 0..<batch.steps {
          let place = day * batch.rows + row
          batch.inputs[place] = Float(changes[start + day])
          batch.targets[place] = Float(rises[start + day + 1])
          batch.weights[place] = 1
        }
      }
    }
  }

  static func brier(_ forecasts: [Double], _ came: [Double]) -> Double {
    rounded(zip(forecasts, came).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }, forecasts.count)
  }

  static func logLoss(_ forecasts: [Double], _ came: [Double]) -> Double {
    let sum = zip(forecasts, came).reduce(0) {
      $0 - log($1.1 == 1 ? $1.0 : 1 - $1.0)
    }
    return rounded(sum, forecasts.count)
  }

  static func rounded(_ sum: Double, _ count: Int) -> Double {
    (sum / Double(count) * 1e4).rounded() / 1e4
  }

  static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }

  static func padded(_ number: Int, _ width: Int) -> String {
    let text = "\(number)"
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
