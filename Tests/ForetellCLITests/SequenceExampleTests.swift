import Foundation
import Testing

/// The examples that show the engine on sequences that are no time series.
@Suite struct SequenceExampleTests {
  @Test func characterModelLearnsItsTextAndWritesOn() throws {
    let run = try Program.characterModel.run(["--steps", "160", "--length", "80"])
    #expect(run.status == 0, "\(run.error)")
    let lines = run.output.split(separator: "\n").map(String.init)
    let bits = try #require(
      lines.first { $0.hasPrefix("the text as a whole: ") }
        .flatMap { Double($0.split(separator: " ")[5]) })
    // 51 characters without any knowledge are 5.7 bits, their frequencies alone 4.5.
    #expect(bits < 4)
    let text = try #require(run.output.range(of: "a character\n\n")).upperBound
    #expect(run.output[text...].hasPrefix("So long"))
    #expect(run.output[text...].count == 80 + "So long".count + 1)
    let again = try Program.characterModel.run(["--steps", "160", "--length", "80"])
    #expect(again.output == run.output)
  }

  @Test func textWithoutCharactersIsRefused() throws {
    try TemporaryFolder.with { folder in
      for (text, word) in [("", "no characters"), ("aaaa", "all characters")] {
        let path = try file("text.txt", text, in: folder)
        let run = try Program.characterModel.run([path])
        #expect(run.status != 0)
        #expect(run.error.contains(word), "\(run.error)")
        let bench = try Program.bench.run(["characters", path])
        #expect(bench.status != 0 && bench.error.contains(word))
      }
    }
  }

  /// The copy task alone, which is soonest learned; `foretell-bench tasks` has all of it.
  @Test func gatesRememberWhatAVanillaNetworkForgets() throws {
    let run = try Program.vanishingGradients.run(["--task", "copy"])
    #expect(run.status == 0, "\(run.error)")
    let rows = run.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    func error(_ cell: String) throws -> Double {
      let row = rows.first { $0.first == "copy" && $0[1] == cell }
      return try #require(row.flatMap { Double($0[3]) })
    }
    #expect(try error("lstm") < 0.01)
    #expect(try error("gru") < 0.01)
    #expect(try error("rnn") > 0.1)
    // Last comes what is left of the gradient 49 steps back.
    func left(_ cell: String) throws -> Double {
      let row = rows.last { $0.first == cell }
      return try #require(row?.last.flatMap { Double($0) })
    }
    #expect(try left("rnn") < 1e-6)
    #expect(try left("lstm") > 1e3 * left("rnn"))
  }

  /// A budget of some steps: who learns what is for the whole run to say.
  @Test func tasksRun() throws {
    let run = try Program.bench.run(["tasks", "--seeds", "1", "--steps", "5"])
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.split(separator: "\n").count == 6)
  }
}
