import ForetellNetworks
import ForetellRandom
import ForetellTestSupport
import Testing

/// Batches of which each goes on where the last one ended.
@Suite struct TruncatedTrainingTests {
  /// Rows that begin anew at other steps.
  struct Sequences: SequenceSource {
    let network: RecurrentNetwork
    var lengths: [Int] = [3, 1_000, 5, 4, 1, 1_000, 2]

    func fill(_ batch: inout Batch<Float>, restarts: inout [Bool], step: Int) {
      batch = Samples.batch(network, steps: batch.steps, rows: batch.rows, seed: UInt64(step))
      for row in restarts.indices { restarts[row] = step % lengths[row % lengths.count] == 0 }
    }
  }

  private static func network(_ cell: CellKind) throws -> RecurrentNetwork {
    try Samples.network(cell, hiddenSize: 33, layers: 2, dropout: 0.3, readout: .everyStep)
  }

  @Test(arguments: CellKind.allCases)
  func numberOfThreadsChangesNoBit(_ cell: CellKind) throws {
    let network = try Self.network(cell)
    let training = Training(steps: 6, batchSize: 37)
    let states = try [1, 4].map { threads in
      let engine = Engine(threads: threads, instructionSet: Samples.fast.instructionSet)
      let trainer = Samples.trainer(network, training, steps: 5, engine: engine)
      try trainer.train(through: Sequences(network: network), upTo: 6)
      return trainer.state
    }
    #expect(states[0] == states[1])
    #expect(states[0].carried?.rows == 37)
  }

  @Test(arguments: CellKind.allCases)
  func resumedTrainingEqualsTheUninterrupted(_ cell: CellKind) throws {
    let network = try Self.network(cell)
    let training = Training(schedule: .cosine(), steps: 9, batchSize: 19)
    let source = Sequences(network: network)
    let whole = Samples.trainer(network, training, steps: 4, engine: Samples.fast)
    try whole.train(through: source, upTo: 9)
    let first = Samples.trainer(network, training, steps: 4, engine: Samples.fast)
    try first.train(through: source, upTo: 5)
    let second = Samples.trainer(
      network, training, steps: 4, from: first.state, engine: Samples.fast)
    try second.train(through: source, upTo: 9)
    #expect(second.state == whole.state)
    // The states matter: without them the rest goes elsewhere.
    let forgetful = Samples.trainer(network, training, steps: 4, engine: Samples.fast)
    try forgetful.train(through: Sequences(network: network, lengths: [1]), upTo: 9)
    #expect(forgetful.state != whole.state)
  }

  /// The gradient of a batch that goes on is that of a batch from those states, and a row that begins anew
  /// begins with zeros.
  @Test func statesGoOnAndMarkedRowsBeginAnew() throws {
    let network = try Samples.network(.lstm, hiddenSize: 6, layers: 2, readout: .everyStep)
    let training = Training(optimizer: .sgd(learningRate: 0), steps: 9, batchSize: 5, clipNorm: nil)
    let trainer = Samples.trainer(network, training, steps: 3, engine: Samples.fast)
    let parameters = trainer.state.parameters
    var state = RecurrentState<Float>(zerosFor: network, rows: 5)
    for step in 0..<6 {
      let batch = Samples.batch(network, steps: 3, rows: 5, seed: UInt64(step))
      let restarts = (0..<5).map { (step + $0) % 3 == 0 }
      for row in 0..<5 where restarts[row] { state.restart(row) }
      let expected = try network.lossAndGradient(
        parameters, on: batch, from: &state, engine: Samples.fast)
      #expect(try trainer.step(on: batch, restarts: restarts).loss == expected.loss)
      #expect(trainer.state.carried == state)
    }
  }

  @Test func failedStepLeavesStatesAndParametersAsTheyWere() throws {
    let network = try Samples.network(.lstm, hiddenSize: 6)
    let training = Training(steps: 9, batchSize: 5)
    let trainer = Samples.trainer(network, training, steps: 3, engine: Samples.fast)
    let good = Samples.batch(network, steps: 3, rows: 5)
    let none = [Bool](repeating: false, count: 5)
    try trainer.step(on: good, restarts: none)
    let before = trainer.state
    var bad = good
    bad.inputs[0] = .nan
    #expect(throws: NetworkError.self) { try trainer.step(on: bad, restarts: none) }
    #expect(trainer.state == before)
    try trainer.step(on: good, restarts: none)
    #expect(trainer.state.carried != before.carried)
  }

  @Test func carriedStateOfOtherBatchesIsRefused() throws {
    let network = try Samples.network(.lstm, hiddenSize: 6)
    let trainer = Samples.trainer(
      network, Training(steps: 9, batchSize: 5), steps: 3, engine: Samples.fast)
    try trainer.step(
      on: Samples.batch(network, steps: 3, rows: 5), restarts: Array(repeating: true, count: 5))
    let wider = Samples.trainer(
      network, Training(steps: 9, batchSize: 6), steps: 3, from: trainer.state,
      engine: Samples.fast)
    let error = #expect(throws: NetworkError.self) {
      try wider.step(
        on: Samples.batch(network, steps: 3, rows: 6), restarts: Array(repeating: true, count: 6))
    }
    #expect(error?.code == .state)
  }

  /// What a sequence has to say ten batches ago can be used, though no gradient reaches so far: the sum of all
  /// inputs so far, divided by their number, is learned on pieces of four steps.
  @Test func memoryBeyondTheCutIsLearned() throws {
    let network = try Samples.network(
      .gru, inputSize: 1, hiddenSize: 12, outputSize: 1, readout: .everyStep)
    let training = Training(
      optimizer: .adam(learningRate: 1e-2), schedule: .cosine(), steps: 600, batchSize: 16)
    struct Held: SequenceSource {
      let random = RandomStream(seed: 1)
      var forgets = false
      /// A sign shown once, at the first of 24 steps, is to be told at all of them.
      func fill(_ batch: inout Batch<Float>, restarts: inout [Bool], step: Int) {
        for row in 0..<16 {
          let sign: Float = random.stream(step / 6)[uniformAt: row] < 0.5 ? -1 : 1
          restarts[row] = forgets || step % 6 == 0
          for t in 0..<4 {
            batch.inputs[t * 16 + row] = step % 6 == 0 && t == 0 ? sign : 0
            batch.targets[t * 16 + row] = sign
            batch.weights[t * 16 + row] = 1
          }
        }
      }
    }
    func lastLosses(_ source: Held) throws -> Double {
      let trainer = Samples.trainer(network, training, steps: 4, engine: Samples.fast)
      var losses = [Double]()
      try trainer.train(through: source, upTo: 600) { losses.append($0) }
      return losses.suffix(60).reduce(0, +) / 60
    }
    #expect(try lastLosses(Held()) < 0.05)
    #expect(try lastLosses(Held(forgets: true)) > 0.7)
  }
}

@Suite struct SequenceTracksTests {
  @Test func oneLongSequenceIsReadSideBySide() {
    let tracks = SequenceTracks(lengths: [20], rows: 2, steps: 3)
    #expect(tracks.batchesPerPass == 4)
    #expect((0..<4).map { tracks[$0, 0].range } == [0..<3, 3..<6, 6..<9, 9..<12])
    #expect((0..<4).map { tracks[$0, 1].range } == [12..<15, 15..<18, 18..<20, 0..<3])
    #expect((0..<4).map { tracks[$0, 1].restarts } == [true, false, false, true])
    #expect(tracks[4, 1] == tracks[0, 1])
  }

  /// Every step of every sequence once a pass, in order; those that fill up the last batch again.
  @Test(arguments: [1, 3, 8])
  func everyPassReadsEverything(_ rows: Int) {
    let lengths = [7, 0, 1, 12, 4, 0]
    let tracks = SequenceTracks(
      lengths: lengths, rows: rows, steps: 4, random: RandomStream(seed: 2))
    for pass in 0..<3 {
      var seen = Set<[Int]>()
      for row in 0..<rows {
        var last: SequenceTracks.Piece?
        for place in 0..<tracks.batchesPerPass {
          let piece = tracks[pass * tracks.batchesPerPass + place, row]
          #expect(!piece.range.isEmpty && piece.range.upperBound <= lengths[piece.sequence])
          for step in piece.range { seen.insert([piece.sequence, step]) }
          if piece.restarts {
            #expect(place == 0 || piece.range.lowerBound == 0)
          } else {
            #expect(last?.sequence == piece.sequence)
            #expect(last?.range.upperBound == piece.range.lowerBound)
          }
          last = piece
        }
      }
      #expect(seen.count == lengths.reduce(0, +))
    }
    #expect((0..<9).contains { tracks[$0 * tracks.batchesPerPass, 0] != tracks[0, 0] })
  }
}
