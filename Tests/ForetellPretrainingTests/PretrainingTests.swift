import ForetellFiles
import ForetellForecasting
import ForetellNetworks
import ForetellPretraining
import ForetellRandom
import ForetellSimulation
import ForetellTestSupport
import Foundation
import Testing

/// Networks are what their plans lead to, wherever and however often a run was interrupted.
@Suite struct PretrainingTests {
  /// A few units, so that a step takes a millisecond.
  private static func plan(_ seasonClass: SeasonClass, steps: Int = 20) -> PretrainingPlan {
    var plan = PretrainingPlan.standard(seasonClass, steps: steps)
    plan.shape.hiddenSize = 8
    plan.training.batchSize = 24
    return plan
  }

  private static func run(
    _ plan: PretrainingPlan, threads: Int = 1, instructionSet: InstructionSet
  ) throws -> PretrainedNetwork {
    let engine = Engine(threads: threads, instructionSet: instructionSet)
    let pretraining = try Pretraining(plan, engine: engine)
    _ = try pretraining.train(upTo: plan.training.steps)
    return try pretraining.finished()
  }

  /// What twenty steps of each class led to, by instruction set; another processor has other bits.
  @Test(arguments: InstructionSet.available, SeasonClass.allCases)
  func aShortRunIsTheRecordedOne(_ isa: InstructionSet, _ seasonClass: SeasonClass) throws {
    let recorded = try golden("short-runs.json", as: [String: [String: String]].self)
    guard let expected = recorded[isa.rawValue]?[seasonClass.rawValue] else { return }
    let network = try Self.run(Self.plan(seasonClass), instructionSet: isa)
    #expect(
      network.record.parameters == expected,
      "the code makes other networks now: record them anew, and run make pretrain")
  }

  private static var recordsAnew: Bool {
    ProcessInfo.processInfo.environment["FORETELL_RECORD_GOLDENS"] != nil
  }

  /// FORETELL_RECORD_GOLDENS=1 writes the golden for the instruction sets of this machine.
  @Test(.enabled(if: recordsAnew)) func recordShortRuns() throws {
    var runs: [String: [String: String]] = [:]
    for isa in InstructionSet.available {
      for seasonClass in SeasonClass.allCases {
        runs[isa.rawValue, default: [:]][seasonClass.rawValue] =
          try Self.run(Self.plan(seasonClass), instructionSet: isa).record.parameters
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    try encoder.encode(runs).write(to: URL(filePath: "/\(folder)/Goldens/short-runs.json"))
  }

  @Test(arguments: [SeasonClass.quarterly, .hourly])
  func threadsChangeNoBit(_ seasonClass: SeasonClass) throws {
    let isa = InstructionSet.available.last ?? .scalar
    let one = try Self.run(Self.plan(seasonClass), instructionSet: isa)
    let four = try Self.run(Self.plan(seasonClass), threads: 4, instructionSet: isa)
    #expect(one == four)
  }

  @Test func anInterruptedRunGoesOnToTheSameBits() throws {
    let plan = Self.plan(.yearly)
    let isa = InstructionSet.available.last ?? .scalar
    let engine = Engine(threads: 1, instructionSet: isa)
    let whole = try Self.run(plan, instructionSet: isa)
    try withTemporaryFolder { folder in
      let path = folder + "/run.checkpoint"
      for stop in [7, 8, 20] {
        let part = try Pretraining(plan, engine: engine, checkpoint: path)
        _ = try part.train(upTo: stop)
        try part.writeCheckpoint(to: path)
      }
      let last = try Pretraining(plan, engine: engine, checkpoint: path)
      #expect(last.step == 20)
      #expect(try last.finished() == whole)
      // A checkpoint of another plan, or a damaged one, is no start.
      var other = plan
      other.seed = 5
      #expect(try Pretraining(other, engine: engine, checkpoint: path).step == 0)
      let bytes = try InputFile.bytes(of: path)
      // Another number of steps in the head is as bad as another parameter.
      let step = try #require(Data(bytes).range(of: Data("\"step\":20".utf8)))
      for place in [step.upperBound - 1, bytes.count / 2] {
        var damaged = bytes
        damaged[place] ^= 1
        let written = damaged
        try OutputFile.write(to: path) { (file) throws(FileError) in try file.write(written) }
        #expect(try Pretraining(plan, engine: engine, checkpoint: path).step == 0)
      }
    }
  }

  @Test func trainingLowersTheLossOnSeriesNeverTrainedOn() throws {
    let plan = Self.plan(.quarterly, steps: 150)
    let engine = Engine(threads: 2, instructionSet: InstructionSet.available.last ?? .scalar)
    let pretraining = try Pretraining(plan, engine: engine)
    let before = try pretraining.validationLoss()
    _ = try pretraining.train(upTo: 150)
    #expect(try pretraining.validationLoss() < 0.8 * before)
  }

  /// The embedded networks bear the digests of the plans that this code would follow.
  @Test(arguments: SeasonClass.allCases)
  func theShippedNetworksFollowThePlan(_ seasonClass: SeasonClass) throws {
    let networks = try #require(try Pretrained.weights.get().committee(seasonClass)).networks
    #expect(networks.count == PretrainingPlan.count(seasonClass))
    for (number, network) in networks.enumerated() {
      let plan = PretrainingPlan.standard(seasonClass, number: number)
      #expect(network.record.plan == (try plan.digest))
      #expect(network.record.steps == plan.training.steps && network.record.seed == plan.seed)
      let read = try JSONDecoder().decode(
        PretrainingPlan.self, from: try JSONEncoder().encode(plan))
      #expect(read == plan)
    }
  }

  /// What ships is rounded; the record has the loss from before.
  @Test(arguments: SeasonClass.allCases)
  func eightBitsLoseNothing(_ seasonClass: SeasonClass) throws {
    let networks = try #require(try Pretrained.weights.get().committee(seasonClass)).networks
    let engine = Engine(threads: 2, instructionSet: InstructionSet.available.last ?? .scalar)
    for (number, network) in networks.enumerated() {
      let pretraining = try Pretraining(.standard(seasonClass, number: number), engine: engine)
      let loss = try pretraining.validationLoss(of: network.parameters)
      let before = network.record.validationLoss
      #expect(abs(loss / before - 1) < 6e-3, "\(seasonClass): \(before) became \(loss)")
    }
  }

  /// Nine tenths of values never seen lie below the ninth quantile, and so on.
  @Test(arguments: [SeasonClass.yearly, .monthly])
  func quantilesHoldOnSyntheticSeries(_ seasonClass: SeasonClass) throws {
    let network = try #require(try Pretrained.weights.get().network(seasonClass))
    let shape = network.shape
    guard case .seasonal(let priors) = PretrainingPlan.standard(seasonClass).priors else { return }
    let simulator = SeriesSimulator(prior: priors[0], length: shape.trainingLength)
    var values: [Float] = []
    let rows = 256
    simulator.fill(&values, numbers: 0..<rows, from: RandomStream(seed: 77))
    let net = try RecurrentNetwork(shape.network(readout: .everyStep))
    var batch = Batch<Float>(net.configuration, steps: shape.trainingSteps, rows: rows)
    let engine = Engine(threads: 2, instructionSet: InstructionSet.available.last ?? .scalar)
    PretrainingWindows(shape).fill(
      &batch, from: values, prefix: { shape.prefixes[$0 % shape.prefixes.count] }, engine: engine)
    let outputs = Predictor(net, steps: shape.trainingSteps, rows: rows, engine: engine)
      .outputs(for: batch.inputs, parameters: network.parameters)
    let quantiles = shape.quantiles
    var (below, count) = ([Double](repeating: 0, count: 9), 0.0)
    for start in stride(from: 0, to: outputs.count, by: quantiles.outputSize) {
      guard batch.weights[start] > 0 else { continue }
      let end = start + quantiles.outputSize
      let curve = quantiles.forecasts(
        of: outputs[start..<end], bases: Array(batch.targets[start + 9 * quantiles.horizon..<end]))
      for step in 0..<quantiles.horizon {
        for level in 0..<9 where batch.targets[start + step] < curve[9 * step + level] {
          below[level] += 1
        }
        count += 1
      }
    }
    for level in 0..<9 { #expect(abs(below[level] / count - Double(level + 1) / 10) < 0.06) }
  }
}
