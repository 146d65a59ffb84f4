internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellSeries
internal import Synchronization

/// A view and a transform: what members share a panel by.
struct ViewKey: Hashable {
  let view: EnsembleMember.View
  let transform: EnsembleMember.Transform

  init(_ member: EnsembleMember) {
    view = member.view
    transform = member.transform
  }
}

extension Panel {
  /// The panel as each of the members sees it, each view once.
  func views(for members: [EnsembleMember], seasonLength: Int) -> [ViewKey: ViewedPanel] {
    var views: [ViewKey: ViewedPanel] = [:]
    for key in Set(members.map(ViewKey.init)) {
      views[key] = ViewedPanel(
        self, view: key.view, transform: key.transform, seasonLength: seasonLength)
    }
    return views
  }
}

/// Trains the members of an ensemble side by side, each on one thread.
struct EnsembleTraining: Sendable {
  let members: [EnsembleMember]
  let repetitions: Int
  let horizon: Int
  let seasonLength: Int
  let seed: UInt64
  let threads: Int
  let tally: ProgressTally
  let phase: FittingProgress.Phase
  /// Steps between two looks at the flow of the gradient; nil never looks.
  var flowInterval: Int?

  /// All members, trained on a panel; empty where it has nothing to learn from.
  ///
  /// Which lane trains a member, and beside which others, changes none of its bits.
  func run(on panel: Panel) async throws -> [TrainedMember] {
    let views = panel.views(for: members, seasonLength: seasonLength)
    let root = RandomStream(seed: seed).stream("ensemble")
    var jobs: [Job] = []
    var kinds = Set<String>()
    for repetition in 0..<repetitions {
      for (number, member) in members.enumerated() {
        guard let view = views[ViewKey(member)] else { continue }
        let random = root.stream(repetition).stream("member").stream(number)
        if let training = MemberTraining(member, horizon: horizon, panel: view, random: random) {
          jobs.append(
            Job(
              training: training,
              label: GradientFlow.Member(number: jobs.count + 1, name: member.label),
              isFirstOfItsKind: kinds.insert(member.label).inserted))
        }
      }
    }
    // The rehearsal of a trial tells no more than the training that counts.
    let (tally, phase, interval) = (tally, phase, phase == .training ? flowInterval : nil)
    return try await Lanes.map(jobs, threads: threads) { job, engine in
      try job.training.run(engine: engine, flowInterval: interval.map(job.interval)) { loss, flow in
        try Task.checkCancellation()
        tally.count(loss: loss, phase: phase, flow: flow.flatMap(job.labelled))
      }
    }
  }

  /// A member to be trained, and how its gradients are looked at.
  private struct Job: Sendable {
    let training: MemberTraining
    let label: GradientFlow.Member
    /// The first one shows how it goes, the others where it has led.
    let isFirstOfItsKind: Bool

    private var lastStep: Int { training.gatherer.member.trainingSteps - 1 }

    func interval(_ usual: Int) -> Int { isFirstOfItsKind ? usual : max(1, lastStep) }

    /// The look with the member's name; nil where it is none of those that are wanted.
    func labelled(_ flow: GradientFlow) -> GradientFlow? {
      guard isFirstOfItsKind || flow.step == lastStep else { return nil }
      var flow = flow
      flow.member = label
      return flow
    }
  }
}

extension EnsembleMember {
  /// The kind of its network, of what it sees and of how much: members of one label differ in little but their seed.
  var label: String {
    let cell: CellKind = segmentLength == nil ? .lstm : .gru
    return "\(cell.rawValue) of \(hiddenSize), \(view.rawValue) \(transform.rawValue), "
      + "\(steps) steps of \(width)"
  }
}

/// Work on separate engines, so that small networks need no synchronisation at every step.
enum Lanes {
  /// The results of all jobs in their order; whichever lane is free takes the next one.
  static func map<Job: Sendable, Result: Sendable>(
    _ jobs: [Job], threads: Int, _ work: @escaping @Sendable (Job, Engine) throws -> Result
  ) async throws -> [Result] {
    guard !jobs.isEmpty else { return [] }
    let lanes = max(1, min(threads, jobs.count))
    let instructionSet = try InstructionSet.preferred()
    let next = NextJob()
    return try await withThrowingTaskGroup(of: [(Int, Result)].self) { group in
      for _ in 0..<lanes {
        group.addTask {
          let engine = Engine(
            threads: max(1, threads / lanes), instructionSet: instructionSet)
          var done: [(Int, Result)] = []
          while let place = next.take(of: jobs.count) {
            done.append((place, try work(jobs[place], engine)))
          }
          return done
        }
      }
      var results: [(Int, Result)] = []
      for try await part in group { results += part }
      return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}

/// Hands out places, each once.
private final class NextJob: Sendable {
  private let place = Mutex(0)

  func take(of count: Int) -> Int? {
    place.withLock { place in
      guard place < count else { return nil }
      defer { place += 1 }
      return place
    }
  }
}
