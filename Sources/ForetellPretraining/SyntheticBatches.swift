internal import ForetellForecasting
internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellSimulation

/// Batches of synthetic series: batch k is a function of the plan, the stream and k.
final class SyntheticBatches: BatchSource {
  private let windows: PretrainingWindows
  private let simulator: any Simulator
  private let random: RandomStream
  private let engine: Engine
  private var values: [Float] = []

  init(_ plan: PretrainingPlan, random: RandomStream, engine: Engine) {
    windows = PretrainingWindows(plan.shape)
    simulator = plan.simulator
    self.random = random
    self.engine = engine
  }

  func fill(_ batch: inout Batch<Float>, step: Int) {
    let first = step * batch.rows
    simulator.fill(
      &values, numbers: first..<first + batch.rows, from: random.stream("series"),
      threads: engine.threads)
    let draws = random.stream("prefixes")
    let prefixes = windows.shape.prefixes
    windows.fill(
      &batch, from: values,
      prefix: { row in
        prefixes[Int(draws[uniformAt: first + row] * Double(prefixes.count))]
      }, engine: engine)
  }
}
