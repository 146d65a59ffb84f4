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
}
