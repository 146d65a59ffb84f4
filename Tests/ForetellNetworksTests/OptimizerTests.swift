import ForetellNetworks
import Testing

/// Optimizers against their formulas, worked out in double precision.
@Suite struct OptimizerTests {
  private static func layout() throws -> ParameterLayout {
    try Samples.network(.rnn, inputSize: 1, hiddenSize: 3, outputSize: 1).layout
  }

  private static func values(_ layout: ParameterLayout, _ value: (Int) -> Double) throws
    -> Parameters<Float>
  {
    try Parameters(layout: layout, values: (0..<layout.count).map { Float(value($0)) })
  }

  /// The first parameter after each step, the gradient being 0.5, −0.25, 2.
  private static func path(
    _ optimizer: Optimizer, _ isa: InstructionSet, factor: Double = 1
  ) throws -> [Double] {
    let layout = try layout()
    var parameters = try values(layout) { _ in 1 }
    var state = OptimizerState(optimizer, layout: layout)
    let engine = Engine(threads: 1, instructionSet: isa)
    return try [0.5, -0.25, 2].map { slope in
      let gradient = try values(layout) { _ in slope }
      state.update(&parameters, along: gradient, rateFactor: factor, engine: engine)
      // Vectors and the rest after them alike.
      #expect(Set(parameters.values).count == 1)
      return Double(parameters.values[0])
    }
  }

  private static func check(_ found: [Double], _ expected: [Double]) {
    for (one, other) in zip(found, expected) { #expect(abs(one - other) <= 3e-7) }
  }

  @Test(arguments: InstructionSet.available)
  func sgdMovesAlongTheVelocity(_ isa: InstructionSet) throws {
    // v: 0.5, 0.2, 2.18
    Self.check(
      try Self.path(.sgd(learningRate: 0.1, momentum: 0.9), isa), [0.95, 0.93, 0.712])
    Self.check(try Self.path(.sgd(learningRate: 0.1), isa), [0.95, 0.975, 0.775])
    Self.check(
      try Self.path(.sgd(learningRate: 0.1), isa, factor: 0.5), [0.975, 0.9875, 0.8875])
  }

  @Test(arguments: InstructionSet.available)
  func rmspropDividesByTheRootOfTheMeanSquare(_ isa: InstructionSet) throws {
    var (theta, square) = (1.0, 0.0)
    let expected = [0.5, -0.25, 2].map { g -> Double in
      square = 0.9 * square + 0.1 * g * g
      theta -= 0.01 * g / (square.squareRoot() + 1e-3)
      return theta
    }
    Self.check(
      try Self.path(.rmsprop(learningRate: 0.01, decay: 0.9, epsilon: 1e-3), isa), expected)
  }

  @Test(arguments: InstructionSet.available)
  func adamCorrectsItsBias(_ isa: InstructionSet) throws {
    var (theta, mean, square, step) = (1.0, 0.0, 0.0, 0)
    var (power1, power2) = (1.0, 1.0)
    let expected = [0.5, -0.25, 2].map { g -> Double in
      step += 1
      mean = 0.8 * mean + 0.2 * g
      square = 0.95 * square + 0.05 * g * g
      power1 *= 0.8
      power2 *= 0.95
      theta -= 0.01 * (mean / (1 - power1)) / ((square / (1 - power2)).squareRoot() + 1e-3)
      return theta
    }
    Self.check(
      try Self.path(.adam(learningRate: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-3), isa),
      expected)
  }

  @Test(arguments: InstructionSet.available)
  func nesterovLooksWhereTheVelocityLeads(_ isa: InstructionSet) throws {
    var (theta, velocity) = (1.0, 0.0)
    let expected = [0.5, -0.25, 2].map { g -> Double in
      velocity = 0.9 * velocity + g
      theta -= 0.1 * (g + 0.9 * velocity)
      return theta
    }
    Self.check(try Self.path(.nesterov(learningRate: 0.1, momentum: 0.9), isa), expected)
  }

  @Test(arguments: InstructionSet.available)
  func adamWShrinksByTheScheduledRateAndThenIsAdam(_ isa: InstructionSet) throws {
    let adam = Optimizer.adam(learningRate: 0.01, epsilon: 1e-3)
    let decayed = Optimizer.adamW(learningRate: 0.01, weightDecay: 0.2, epsilon: 1e-3)
    let plain = try Self.path(adam, isa, factor: 0.5)
    // Adam's steps do not depend on where the parameters are.
    var theta = 1.0
    let expected = zip(plain, [1] + plain).map { after, before -> Double in
      theta = theta * (1 - 0.005 * 0.2) + (after - before)
      return theta
    }
    Self.check(try Self.path(decayed, isa, factor: 0.5), expected)
  }

  @Test(arguments: InstructionSet.available)
  func clippingByValueBoundsEveryNumberOfTheGradient(_ isa: InstructionSet) throws {
    let network = try Samples.network(.lstm, inputSize: 2, hiddenSize: 5, outputSize: 3)
    let batch = Samples.batch(network, steps: 3, rows: 4)
    let engine = Engine(threads: 2, instructionSet: isa)
    let start = Samples.parameters(network)
    let (_, gradient) = network.lossAndGradient(start, on: batch, engine: engine)
    let limit = gradient.values.map(abs).sorted()[gradient.values.count / 2]
    let training = Training(
      optimizer: .sgd(learningRate: 1), steps: 1, batchSize: 4, clipNorm: nil,
      clipValue: Double(limit))
    let trainer = Samples.trainer(network, training, steps: 3, engine: engine)
    try trainer.step(on: batch)
    for index in start.values.indices {
      let slope = min(max(gradient.values[index], -limit), limit)
      #expect(trainer.state.parameters.values[index] == start.values[index] - slope)
    }
  }

  @Test func firstStepOfAdamIsTheLearningRateWhateverTheGradient() throws {
    let layout = try Self.layout()
    var parameters = try Self.values(layout) { _ in 0 }
    var state = OptimizerState(.adam(learningRate: 0.01), layout: layout)
    let gradient = try Self.values(layout) { $0 % 2 == 0 ? 1e-3 : -1e3 }
    state.update(&parameters, along: gradient, engine: Samples.fast)
    for (index, value) in parameters.values.enumerated() {
      #expect(abs(value - (index % 2 == 0 ? -0.01 : 0.01)) <= 1e-6)
    }
  }

  @Test(arguments: [0.5, 2.0])
  func clippingShortensOnlyLongGradients(_ clip: Double) throws {
    let layout = try Self.layout()
    // Norm 1 over all parameters.
    let each = 1 / Double(layout.count).squareRoot()
    let gradient = try Self.values(layout) { _ in each }
    var parameters = try Self.values(layout) { _ in 0 }
    var state = OptimizerState(.sgd(learningRate: 1), layout: layout)
    let norm = state.update(&parameters, along: gradient, clipNorm: clip, engine: Samples.fast)
    #expect(abs(norm - 1) <= 1e-6)
    for value in parameters.values { #expect(abs(Double(-value) - each * min(1, clip)) <= 1e-6) }
  }

  @Test func scheduleIsConstantOrClimbsAndFalls() {
    let constant = LearningRateSchedule.constant
    #expect([0, 50, 99].map { constant.factor(at: $0, of: 100) } == [1, 1, 1])
    let cosine = LearningRateSchedule.cosine(warmup: 0.1)
    #expect(cosine.factor(at: 0, of: 100) == 0.1)
    #expect(cosine.factor(at: 4, of: 100) == 0.5)
    #expect(cosine.factor(at: 9, of: 100) == 1)
    #expect(cosine.factor(at: 10, of: 100) == 1)
    #expect(abs(cosine.factor(at: 55, of: 100) - 0.5) <= 1e-15)
    // ½(1 + cos(π/3)) at a third of the way down.
    #expect(abs(cosine.factor(at: 40, of: 100) - 0.75) <= 1e-12)
    #expect(abs(cosine.factor(at: 70, of: 100) - 0.25) <= 1e-12)
    let fall = (10..<100).map { cosine.factor(at: $0, of: 100) }
    #expect(zip(fall, fall.dropFirst()).allSatisfy { $0 > $1 })
    #expect(fall.allSatisfy { $0 > 0 })
    #expect(cosine.factor(at: 100, of: 100) <= 1e-15)
  }

  @Test func scheduleOfStepsFallsAfterEach() {
    let steps = LearningRateSchedule.steps(after: [3, 5], factor: 0.5)
    #expect((0..<7).map { steps.factor(at: $0, of: 7) } == [1, 1, 1, 0.5, 0.5, 0.25, 0.25])
    let warmup = LearningRateSchedule.warmup(share: 0.5)
    #expect((0..<8).map { warmup.factor(at: $0, of: 8) } == [0.25, 0.5, 0.75, 1, 1, 1, 1, 1])
  }

  /// `torch.optim.lr_scheduler.OneCycleLR(max_lr=1, total_steps=11, pct_start=0.3)`, PyTorch 2.13.
  @Test func oneCycleIsPyTorchs() {
    let expected = [
      0.04, 0.422341114, 0.960261425, 0.979746568, 0.884475725, 0.726087049,
      0.530582708, 0.330058029, 0.157432513, 0.0410455432, 4e-06,
    ]
    for (step, value) in expected.enumerated() {
      #expect(abs(LearningRateSchedule.oneCycle().factor(at: step, of: 11) - value) <= 1e-7)
    }
  }

  @Test(arguments: [
    LearningRateSchedule.warmup(share: 2), .cosine(warmup: -0.1), .cosine(warmup: .nan),
    .steps(after: [0], factor: 0.5), .steps(after: [3], factor: 0), .oneCycle(climb: 1.5),
    .onPlateau(factor: 1), .onPlateau(patience: 0),
  ])
  func schedulesThatCannotBeAreRefused(_ schedule: LearningRateSchedule) {
    #expect(throws: NetworkError.self) { try schedule.validate() }
  }

  @Test(arguments: [1, 2, 5])
  func scheduleOfFewStepsMoves(_ steps: Int) {
    for warmup in [0, 0.1, 0.5, 1] {
      for step in 0..<steps {
        let factor = LearningRateSchedule.cosine(warmup: warmup).factor(at: step, of: steps)
        #expect(factor.isFinite && factor >= 0 && factor <= 1)
      }
      #expect(LearningRateSchedule.cosine(warmup: warmup).factor(at: 0, of: steps) > 0)
    }
  }
}
