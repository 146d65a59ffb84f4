import Foundation
import ForetellForecasting
import ForetellSeries
import Testing

/// An ensemble comes back from its file as it went in, or not at all.
@Suite struct EnsembleModelFileTests {
  private static func panel() throws -> Panel {
    try Samples.panel(Samples.values(60), Samples.values(50, seed: 2), [7, 7, 7], [1, 2, 4])
  }

  private static func file(_ blend: Blend?) async throws -> ModelFile {
    var recipe = try EnsembleTests.recipe(for: try panel())
    recipe.blend = blend
    return Samples.file(
      .ensemble(try await recipe.fit(to: try panel(), under: Samples.oneThread)))
  }

  private static func code(_ bytes: [UInt8]) -> ModelFileError.Code? {
    do throws(ModelFileError) {
      _ = try ModelFile(bytes, path: "model.foretell")
      return nil
    } catch { return error.code }
  }

  private static let blends: [Blend?] = [
    nil, Blend([:]), Blend([.theta: 0.2, .autoETS: 0.3, .seasonalNaive: 0.1]), .alone(.autoETS),
    .alone(.drift),
  ]

  @Test(arguments: blends.indices)
  func ensemblesForecastTheSameBitsFromTheirFile(_ number: Int) async throws {
    let file = try await Self.file(Self.blends[number])
    let bytes = try file.encoded()
    let loaded = try ModelFile(bytes, path: "model")
    #expect(try loaded.encoded() == bytes)
    #expect(loaded.model.name == "Auto")
    #expect(loaded.model.cutoff == file.model.cutoff)
    let grown = try Samples.panel(Samples.values(64), Samples.values(53, seed: 2))
    for history in [try Self.panel(), grown] {
      let expected = try file.model.forecast(after: history, horizon: 3, levels: [80])
      #expect(try loaded.model.forecast(after: history, horizon: 3, levels: [80]) == expected)
    }
  }

  @Test func everyTruncationIsAnError() async throws {
    let bytes = try await Self.file(Blend([.theta: 0.5])).encoded()
    for length in stride(from: 0, to: bytes.count, by: 37) {
      #expect(Self.code(Array(bytes.prefix(length))) != nil)
    }
  }

  /// Numbers that a file may claim, with the right checksum.
  @Test(arguments: [
    ("recipe", "\"seasonLength\":4", "\"seasonLength\":0"),
    ("recipe", "\"horizon\":3", "\"horizon\":4"),
    ("ensemble", "\"networks\":0.5", "\"networks\":0.7"),
    ("ensemble", "\"theta\":0.5", "\"theta\":-1"), ("ensemble", "\"theta\":0.5", "\"naive2\":0.5"),
    ("ensemble", "\"horizon\":3", "\"horizon\":2"),
    ("ensemble", "\"hiddenSize\":4", "\"hiddenSize\":5"),
    ("ensemble", "\"hiddenSize\":4", "\"hiddenSize\":16384"),
    ("ensemble", "\"layers\":1", "\"layers\":-1"), ("ensemble", "\"layers\":1", "\"layers\":2"),
    ("ensemble", "\"stride\":1", "\"stride\":0"), ("ensemble", "\"anchor\":6", "\"anchor\":0"),
    ("ensemble", "\"alpha\":0.", "\"alpha\":7."),
    ("ensemble", "\"width\":12", "\"width\":9223372036854775807"),
    ("ensemble", "\"copiedSeason\":0", "\"copiedSeason\":-9223372036854775808"),
    ("ensemble", "\"input\":", "\"input\":-1,\"was\":"),
    ("calibration", "\"spread\":[", "\"spread\":[-1,"),
  ])
  func numbersThatLieAreFound(_ key: String, _ text: String, _ lie: String) async throws {
    var file = try RawFile(try await Self.file(Blend([.theta: 0.5])).encoded())
    let metadata = try #require(file.metadata[key])
    #expect(metadata.contains(text), "\(metadata)")
    file.metadata[key] = metadata.replacingOccurrences(of: text, with: lie)
    #expect(Self.code(try file.sealed()) == .damaged)
  }
}
