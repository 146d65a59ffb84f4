import Foundation
import Testing

/// A finished run of a program.
struct Outcome {
  let status: Int32
  let output: String
  let error: String
}

/// The binaries of this build, run as a user runs them.
struct Program {
  let name: String

  static let foretell = Program(name: "foretell")
  static let bench = Program(name: "foretell-bench")
  static let quickstart = Program(name: "Quickstart")
  static let characterModel = Program(name: "CharacterModel")
  static let vanishingGradients = Program(name: "VanishingGradients")
  static let direction = Program(name: "Direction")

  /// The folder of the test bundle, where the products lie too.
  private static let folder = URL(fileURLWithPath: CommandLine.arguments[0])
    .resolvingSymlinksInPath().deletingLastPathComponent()

  private var url: URL {
    var folder = Self.folder
    for _ in 0..<4 {
      let candidate = folder.appendingPathComponent(name)
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    return Self.folder.appendingPathComponent(name)
  }

  func process(
    _ arguments: [String], environment: [String: String] = [:]
  ) -> Process {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = repository
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    return process
  }

  func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) throws -> Outcome {
    try TemporaryFolder.with { folder in
      let process = process(arguments, environment: environment)
      // Files rather than pipes: nothing can block on a full one.
      let paths = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
      try Data(input.utf8).write(to: paths[0])
      for path in paths.dropFirst() { try Data().write(to: path) }
      process.standardInput = try FileHandle(forReadingFrom: paths[0])
      process.standardOutput = try FileHandle(forWritingTo: paths[1])
      process.standardError = try FileHandle(forWritingTo: paths[2])
      try process.run()
      process.waitUntilExit()
      return Outcome(
        status: process.terminationReason == .exit ? process.terminationStatus : -1,
        output: try String(contentsOf: paths[1], encoding: .utf8),
        error: try String(contentsOf: paths[2], encoding: .utf8))
    }
  }
}

/// The checkout, found from this file.
let repository = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A folder that is gone afterwards.
enum TemporaryFolder {
  static func with<T>(_ body: (URL) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("foretell-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}

/// A text as a file in a folder; its path.
func file(_ name: String, _ text: String, in folder: URL) throws -> String {
  let url = folder.appendingPathComponent(name)
  try Data(text.utf8).write(to: url)
  return url.path
}

/// Monthly rows `2001-01,1.0` … of a value each.
func monthly(_ values: [Double], header: String = "ds,y") -> String {
  let rows = values.enumerated().map { index, value in
    let month = index % 12 + 1
    return "\(2001 + index / 12)-\(month < 10 ? "0" : "")\(month)-01,\(value)"
  }
  return ([header] + rows).joined(separator: "\n") + "\n"
}

/// Settings that make training a matter of milliseconds.
let quick = ["--steps", "6", "--members", "1", "--hidden-size", "4", "-q"]

/// A wave with a trend, of so many months.
func wave(_ count: Int) -> [Double] {
  (0..<count).map {
    100 + Double($0) + 20 * Double([0, 1, 2, 3, 2, 1, 0, -1, -2, -3, -2, -1][$0 % 12])
  }
}
