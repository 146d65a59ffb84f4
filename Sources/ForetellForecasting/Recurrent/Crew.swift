internal import ForetellNetworks

/// A network in training beside others.
protocol CrewMember: Actor {
  var parameters: Parameters<Float> { get }
  func lowerRate(by factor: Double)
  func advance(to step: Int, tally: ProgressTally, phase: FittingProgress.Phase) throws
}

/// All members of a model, dealt out to as many lanes as there may be threads.
struct Crew<Member: CrewMember>: Sendable {
  let members: [Member]
  let lanes: Int
  let tally: ProgressTally
  let phase: FittingProgress.Phase

  /// Trains every member up to a step.
  ///
  /// Which lane a member runs in changes none of its bits.
  func advance(to step: Int) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for lane in 0..<lanes {
        group.addTask {
          for number in stride(from: lane, to: members.count, by: lanes) {
            try await members[number].advance(to: step, tally: tally, phase: phase)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  func lowerRate(by factor: Double) async {
    for member in members { await member.lowerRate(by: factor) }
  }

  /// All members as they are.
  func trained(
    steps: Int, _ scaling: Scaling, _ schedule: LearningRateSchedule
  ) async -> TrainedMembers {
    TrainedMembers(
      parameters: await parameters(), steps: steps, scaling: scaling, schedule: schedule)
  }

  func parameters() async -> [Parameters<Float>] {
    var parameters: [Parameters<Float>] = []
    for member in members { parameters.append(await member.parameters) }
    return parameters
  }

  /// Trains up to a limit and looks at a loss now and then; the members as they were at the best look.
  ///
  /// - Parameter loss: what the members' mean output is to make small on what was held back.
  func best(
    upTo limit: Int, _ training: Training, _ scaling: Scaling,
    loss: ([Parameters<Float>]) throws -> Double
  ) async throws -> TrainedMembers {
    var plateau = Plateau(training.schedule)
    var best = (loss: Double.infinity, steps: 0, parameters: [Parameters<Float>]())
    var step = 0
    while step < limit {
      step = min(limit, step + max(1, training.validationInterval))
      try await advance(to: step)
      let parameters = await parameters()
      let loss = try loss(parameters)
      tally.note(validationLoss: loss)
      if loss < best.loss || best.parameters.isEmpty { best = (loss, step, parameters) }
      if let patience = training.patience,
        step - best.steps >= patience * training.validationInterval
      {
        break
      }
      if let factor = plateau?.look(at: loss, step: step) { await lowerRate(by: factor) }
    }
    return TrainedMembers(
      parameters: best.parameters, steps: best.steps, scaling: scaling,
      schedule: plateau?.replay ?? training.schedule)
  }
}
