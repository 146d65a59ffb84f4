import Foundation
import Testing

/// Help and version as they were last approved.
///
/// To record them anew: `FORETELL_RECORD=1 swift test -c release --filter SnapshotTests`, then read the diff.
@Suite struct SnapshotTests {
  static let helps = [
    ("help", ["--help"]), ("help-forecast", ["forecast", "--help"]),
    ("help-fit", ["fit", "--help"]), ("help-predict", ["predict", "--help"]),
    ("help-inspect", ["inspect", "--help"]), ("help-backtest", ["backtest", "--help"]),
    ("help-evaluate", ["evaluate", "--help"]), ("help-simulate", ["simulate", "--help"]),
    ("help-stream", ["stream", "--help"]), ("help-template", ["template", "--help"]),
    ("help-impute", ["impute", "--help"]),
  ]

  @Test(arguments: helps)
  func helpTeachesWhatItTaught(_ name: String, _ arguments: [String]) throws {
    // The parser wraps at the width it is told; a fixed one keeps the snapshot stable.
    let run = try Program.foretell.run(arguments, environment: ["COLUMNS": "100"])
    #expect(run.status == 0)
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Goldens/\(name).txt")
    if ProcessInfo.processInfo.environment["FORETELL_RECORD"] == "1" {
      try run.output.write(to: url, atomically: true, encoding: .utf8)
    }
    #expect(run.output == (try String(contentsOf: url, encoding: .utf8)))
    #expect(run.output.contains("foretell "))
  }

  @Test func versionIsOneLine() throws {
    let run = try Program.foretell.run(["--version"])
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("foretell 0.") && run.output.split(separator: "\n").count == 1)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionsAreOffered(_ shell: String) throws {
    let run = try Program.foretell.run(["--generate-completion-script", shell])
    #expect(run.status == 0)
    for word in ["forecast", "predict", "season-length"] { #expect(run.output.contains(word)) }
  }

  @Test func anUnknownInstructionSetIsRefused() throws {
    let run = try Program.foretell.run(
      ["forecast", "data/shops.csv", "-H", "2"], environment: ["FORETELL_ISA": "mmx"])
    #expect(run.status == 2)
    #expect(run.error.contains("mmx") && run.error.contains("scalar"))
  }
}
