internal import ArgumentParser
internal import Dispatch
internal import Foretell

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Where the process begins: parses, runs, and turns whatever goes wrong into a message and a code.
@main enum Launcher {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let work = Task { await run(arguments) }
    let interruptions = interruptionHandler(cancelling: work)
    let status = await work.value
    interruptions.cancel()
    exit(status)
  }

  private static func run(_ arguments: [String]) async -> Int32 {
    do {
      var command = try ForetellCommand.parseAsRoot(arguments)
      _ = try InstructionSet.preferred()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return 0
    } catch {
      let complaint = Complaint(error)
      complaint.write(asJSON: arguments.contains("--json"))
      return complaint.exitCode
    }
  }

  /// The first SIGINT or SIGTERM cancels the work, which then leaves every file as it was; a second
  /// one, or work that does not stop for three seconds (a blocked read), ends the process at once.
  private static func interruptionHandler(cancelling work: Task<Int32, Never>) -> Interruptions {
    Interruptions(signals: [SIGINT, SIGTERM]) { count in
      if count > 1 { _exit(130) }
      work.cancel()
      DispatchQueue.global().asyncAfter(deadline: .now() + 3) {
        Complaint(CancellationError()).write(asJSON: false)
        _exit(130)
      }
    }
  }
}

/// Signals turned into calls on a queue of their own.
private struct Interruptions {
  private let sources: [any DispatchSourceSignal]

  init(signals: [Int32], handler: @escaping @Sendable (_ count: Int) -> Void) {
    let queue = DispatchQueue(label: "interruptions")
    sources = signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      nonisolated(unsafe) var count = 0
      source.setEventHandler {
        count += 1
        handler(count)
      }
      source.resume()
      return source
    }
  }

  func cancel() { for source in sources { source.cancel() } }
}
