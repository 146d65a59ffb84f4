public import ForetellNetworks

/// Where fitting runs and whom it tells how it goes.
///
/// Nothing here changes the result.
public struct FittingConditions: Sendable {
  /// Threads to use; nil takes as many as there are processors.
  public var threads: Int?
  /// Bytes that training may take; nil is four fifths of the machine's memory.
  public var maximumMemory: Int?
  /// Steps between two looks at the flow of the gradient; nil never looks.
  public var flowInterval: Int?
  /// Called after every step, from any thread but one call at a time, in the order of the steps.
  public var report: @Sendable (FittingProgress) -> Void

  /// Processors of the machine.
  public static var processorCount: Int { Engine.processorCount }

  public init(
    threads: Int? = nil, maximumMemory: Int? = nil,
    report: @escaping @Sendable (FittingProgress) -> Void = { _ in }
  ) {
    self.threads = threads
    self.maximumMemory = maximumMemory
    self.report = report
  }
}

extension FittingConditions {
  /// An engine for each lane that members train in side by side; the threads are dealt out to them.
  func engines(for members: Int) throws -> [Engine] {
    let processors = max(1, threads ?? Engine.processorCount)
    let lanes = min(members, processors)
    let instructionSet = try InstructionSet.preferred()
    return (0..<lanes).map { _ in
      Engine(threads: max(1, processors / lanes), instructionSet: instructionSet)
    }
  }
}

/// How far fitting has come.
public struct FittingProgress: Hashable, Sendable {
  /// What is being done.
  public enum Phase: String, Hashable, Sendable {
    /// Training without the validation tail, to find the best number of steps.
    case validating
    /// Training on all data.
    case training
  }

  public let phase: Phase
  /// Steps done and to do over all members and phases, at the most.
  public let step: Int
  public let steps: Int
  /// The loss of the last batch.
  public let loss: Double
  /// The last loss on the validation tail, where there has been one.
  public let validationLoss: Double?
  /// Where the gradient went, where this step was looked at; see ``FittingConditions/flowInterval``.
  public var flow: Flow?

  public typealias Flow = GradientFlow
}
