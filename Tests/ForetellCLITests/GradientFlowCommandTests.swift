import Foundation
import Testing

/// Where gradients go, in the log and in the JSON of every network that is trained.
@Suite struct GradientFlowCommandTests {
  private static let models: [(String, [String])] = [
    ("lstm", ["data/air-passengers.csv", "--steps", "3", "--members", "1"]),
    ("stateful", ["data/air-passengers.csv", "--steps", "3", "--members", "1"]),
    ("deepar", ["data/air-passengers.csv", "--steps", "3", "--members", "1"]),
    ("tuned", ["data/air-passengers.csv", "--steps", "3"]),
    ("auto", ["data/air-passengers.csv"]),
    (
      "encoder-decoder",
      [
        "data/promotions.csv", "--target-col", "sales", "--known", "price", "--steps", "3",
        "--members", "1",
      ]
    ),
  ]

  @Test(arguments: models.map(\.0))
  func everyNetworkTellsWhereItsGradientsGo(_ model: String) throws {
    let rest = try #require(Self.models.first { $0.0 == model }).1
    let run = try Program.foretell.run(
      ["forecast", "-H", "6", "--model", model, "--verbose", "--json"] + rest)
    #expect(run.status == 0, "\(run.error)")
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let flows = try #require(json["gradient_flow"] as? [[String: Any]], "\(run.error)")
    #expect(!flows.isEmpty)
    for flow in flows {
      let layers = try #require(flow["layers"] as? [[String: Any]])
      #expect(
        !layers.isEmpty && layers.allSatisfy { ($0["states"] as? [Double])?.isEmpty == false })
    }
    #expect(run.error.contains("gradient at step 0"), "\(run.error)")
    let parts = flows.flatMap { flow in
      (flow["layers"] as? [[String: Any]] ?? []).compactMap { $0["part"] as? String }
    }
    #expect(Set(parts) == (model == "encoder-decoder" ? ["encoder", "decoder"] : []))
    let members = flows.compactMap { ($0["member"] as? [String: Any])?["number"] as? Int }
    #expect(members == members.sorted() && members.isEmpty == (model != "auto"))
  }

  /// One line a member, more of the first of its kind; without `--verbose` none.
  @Test func membersOfAutoHaveALineEach() throws {
    let flags = ["forecast", "data/air-passengers.csv", "-H", "6"]
    let verbose = try Program.foretell.run(flags + ["--verbose"])
    let lines = verbose.error.split(separator: "\n").filter { $0.contains("gradient at step") }
    let numbers = Set(lines.compactMap { $0.firstMatch(of: /network (\d+) \(/)?.1 })
    let count = try #require(verbose.error.firstMatch(of: /(\d+) × LSTM/)?.1).description
    #expect(numbers.count == Int(count), "\(verbose.error)")
    #expect(lines.count > numbers.count)
    let quiet = try Program.foretell.run(flags)
    #expect(!quiet.error.contains("gradient at step") && quiet.output == verbose.output)
  }

  /// Cold start: fit has no document of flows, but a log.
  @Test func aColdStartLogsBothHalves() throws {
    try TemporaryFolder.with { url in
      let path = "\(url.path)/launches.csv"
      var rows = ["id,ds,y,kind"]
      for series in 0..<6 {
        for week in 0..<8 { rows.append("p\(series),\(week),\(10 + series + week),k\(series % 2)") }
      }
      try rows.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
      let model = "\(url.path)/m.foretell"
      let run = try Program.foretell.run([
        "fit", path, "-H", "4", "--model", "cold-start", "--static", "kind", "--steps", "3",
        "--target-col", "y", "--verbose", "-o", model,
      ])
      #expect(run.status == 0, "\(run.error)")
      #expect(
        run.error.contains("gradient at step 0: encoder layer 1")
          && run.error.contains("decoder layer 1"), "\(run.error)")
    }
  }
}
