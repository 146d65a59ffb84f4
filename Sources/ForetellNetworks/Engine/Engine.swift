internal import CForetellKernels

/// Where networks run: an instruction set and a team of threads.
///
/// An engine may be shared by many networks; loops asked for at the same time run one after the
/// other. What it computes does not depend on the number of its threads.
public final class Engine: Sendable {
  /// The instructions the kernels use.
  public let instructionSet: InstructionSet
  /// How many threads work, the caller's among them.
  public let threads: Int
  let float: Kernels<Float>
  let double: Kernels<Double>
  private let team: ThreadTeam

  /// An engine of `threads` threads, as many as there are processors where none is given.
  public init(threads: Int? = nil, instructionSet: InstructionSet) {
    precondition(instructionSet.isAvailable, "this machine cannot run \(instructionSet)")
    self.threads = max(1, min(threads ?? Self.processorCount, 1024))
    self.instructionSet = instructionSet
    float = Kernels<Float>(instructionSet)
    double = Kernels<Double>(instructionSet)
    team = ThreadTeam(threads: self.threads)
  }

  /// Processors this process may run on; in a container they can be fewer than the machine has.
  public static var processorCount: Int { Int(fk_processor_count()) }

  /// Bytes of memory the machine has; 0 where the system does not say.
  public static var physicalMemory: Int { Int(fk_physical_memory()) }

  /// Runs `body` once for each index, in any order and on any thread of the team.
  package func parallel(_ count: Int, _ body: (Int) -> Void) {
    team.run(count, body)
  }
}

/// Owner of the C pool; nil where the system gave none, and then the caller does all the work.
private final class ThreadTeam: @unchecked Sendable {
  private let pool: OpaquePointer?

  init(threads: Int) { pool = threads > 1 ? fk_pool_create(Int32(threads)) : nil }

  deinit { if let pool { fk_pool_destroy(pool) } }

  func run(_ count: Int, _ body: (Int) -> Void) {
    guard let pool, count > 1 else { return (0..<count).forEach(body) }
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        fk_pool_run(
          pool, count,
          { context, index in
            context?.assumingMemoryBound(to: ((Int) -> Void).self).pointee(index)
          }, UnsafeMutableRawPointer(mutating: pointer))
      }
    }
  }
}
