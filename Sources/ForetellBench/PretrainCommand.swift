internal import ArgumentParser
internal import Foretell
internal import ForetellPretraining
internal import FoundationEssentials

/// Trains the networks that the library ships, on synthetic series alone.
struct PretrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pretrain",
    abstract: "Train the pretrained networks on synthetic series.",
    discussion: """
      Each network goes on from its checkpoint where there is one of the same plan, and ends with the same bits \
      wherever it was interrupted. A line of JSON for each point of the training curve. With --out, the \
      finished networks are written to a file, beside others that it already holds.
      """)

  @Option(
    name: .customLong("class"),
    help: "yearly, quarterly, monthly, weekly, daily or hourly (all); may be repeated.")
  var classes: [String] = SeasonClass.allCases.map(\.rawValue)
  @Option(help: "Steps of training (by the class).") var steps: Int?
  @Option(help: "JSON of a plan to follow instead of the class's own.") var plan: String?
  @Option(help: "Directory that keeps a checkpoint a network.") var checkpoints: String?
  @Option(help: "File to write the networks to.") var out: String?
  @Option(help: "Steps between two points of the curve.") var interval = 500
  @Option(help: "Threads (all processors).") var threads: Int?
  @Flag(help: "Print the plans instead of following them.") var printPlan = false

  /// A point of the training curve, or the end of it.
  private struct Point: Encodable {
    let network: String
    let step: Int
    var loss: Double?
    let validation_loss: Double
    let seconds: Double
    var parameters: String?
    var plan: String?
    var tail: Double?
  }

  func validate() throws {
    for (flag, number) in [("--interval", interval), ("--steps", steps ?? 1)] where number < 1 {
      throw ValidationError("\(flag) is \(number); it must be at least 1.")
    }
  }

  func run() throws {
    let plans = try plan.map { [try planInFile($0)] } ?? standardPlans()
    if printPlan { return try plans.forEach(JSONLine.print) }
    let engine = Engine(threads: threads, instructionSet: try InstructionSet.preferred())
    for plan in plans {
      let network = try pretrained(plan, engine: engine)
      try save(network)
    }
  }

  private func planInFile(_ path: String) throws -> PretrainingPlan {
    var plan = try JSONDecoder().decode(
      PretrainingPlan.self, from: Data(try InputFile.bytes(of: path)))
    plan.training.steps = steps ?? plan.training.steps
    return plan
  }

  private func standardPlans() throws -> [PretrainingPlan] {
    try classes.flatMap { name in
      guard let seasonClass = SeasonClass(rawValue: name) else {
        throw ValidationError("there is no class ‘\(name)’")
      }
      return (0..<PretrainingPlan.count(seasonClass)).map {
        PretrainingPlan.standard(seasonClass, number: $0, steps: steps)
      }
    }
  }

  private func pretrained(_ plan: PretrainingPlan, engine: Engine) throws -> PretrainedNetwork {
    let name = plan.name
    let path = checkpoints.map { "\($0)/\(name).checkpoint" }
    let pretraining = try Pretraining(plan, engine: engine, checkpoint: path)
    let start = ContinuousClock.now
    func seconds() -> Double { ((ContinuousClock.now - start) / .seconds(1)).rounded(to: 1) }
    while pretraining.step < plan.training.steps {
      let next = (pretraining.step / interval + 1) * interval
      let loss = try pretraining.train(upTo: next)
      try path.map(pretraining.writeCheckpoint)
      try JSONLine.print(
        Point(
          network: name, step: pretraining.step, loss: loss.rounded(to: 5),
          validation_loss: try pretraining.validationLoss().rounded(to: 5),
          seconds: seconds()))
    }
    let network = try pretraining.finished()
    try JSONLine.print(
      Point(
        network: name, step: pretraining.step,
        validation_loss: network.record.validationLoss.rounded(to: 5), seconds: seconds(),
        parameters: network.record.parameters, plan: network.record.plan,
        tail: network.tail.rounded(to: 4)))
    return network
  }

  private func save(_ network: PretrainedNetwork) throws {
    guard let out else { return }
    var networks = [network]
    if FileManager.default.fileExists(atPath: out),
      let earlier = try? PretrainedWeights(try InputFile.bytes(of: out), path: out)
    {
      networks += try earlier.classes.flatMap { try earlier.committee($0)?.networks ?? [] }
        .filter {
          $0.shape.seasonClass != network.shape.seasonClass || $0.record.seed != network.record.seed
        }
    }
    networks.sort { $0.record.seed < $1.record.seed }
    let bytes = try PretrainedWeights(networks).encoded()
    try OutputFile.write(to: out) { (file) throws(FileError) in try file.write(bytes) }
  }
}
