internal import ArgumentParser
internal import Foretell
internal import FoundationEssentials

/// Benchmarks, accuracy runs, fuzzing, and the generators of their data; each prints JSON lines.
@main struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "foretell-bench",
    abstract: "Measure Foretell: speed, accuracy, robustness.",
    version: foretellVersion,
    subcommands: [
      AccuracyCommand.self, ClassicalCommand.self, CSVCommand.self, RecurrentCommand.self,
      EncoderDecoderCommand.self, CovariatesCommand.self, ColdStartCommand.self,
      EndToEndCommand.self, ScaleCommand.self, MemoryCommand.self, LongHorizonCommand.self,
      FuzzCommand.self, GenerateCommand.self, PretrainCommand.self, StreamingCommand.self,
      CharactersCommand.self, TasksCommand.self, ProbabilisticCommand.self,
      ImputationCommand.self,
    ])
}

/// One JSON object a line on standard output.
enum JSONLine {
  static func text(of value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func print(_ value: some Encodable) throws {
    let line = try text(of: value) + "\n"
    try OutputFile.write(to: "-") { (file: inout OutputFile) throws(FileError) in
      try file.write(line)
    }
  }
}

/// How long a piece of work takes.
enum Stopwatch {
  static func seconds<T>(_ work: () throws -> T) rethrows -> (result: T, seconds: Double) {
    let start = ContinuousClock.now
    let result = try work()
    return (result, (ContinuousClock.now - start) / .seconds(1))
  }
}

extension Collection where Element == Double {
  /// The middle of the sorted values; the lower one of two.
  var median: Double { isEmpty ? .nan : sorted()[(count - 1) / 2] }
}

extension Double {
  /// Rounded to `decimals`, for output.
  func rounded(to decimals: Int) -> Double {
    let power = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    return (self * power).rounded() / power
  }
}
