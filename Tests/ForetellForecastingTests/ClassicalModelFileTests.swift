import Foundation
import ForetellFiles
import ForetellForecasting
import ForetellSeries
import ForetellTestSupport
import Testing

/// A classical model comes back from its file as it went in, or not at all.
@Suite struct ClassicalModelFileTests {
  private static func panel() throws -> Panel {
    try Samples.panel(
      Samples.values(40), Samples.values(30, seed: 2), [7], [4, 4, 4], Samples.values(5))
  }

  private static func file(_ method: ClassicalMethod) async throws -> ModelFile {
    Samples.file(
      .classical(try await ClassicalRecipe(method).fit(to: try panel())), horizon: nil)
  }

  private static func code(_ bytes: [UInt8]) -> ModelFileError.Code? {
    do throws(ModelFileError) {
      _ = try ModelFile(bytes, path: "model.foretell")
      return nil
    } catch { return error.code }
  }

  @Test(arguments: ClassicalMethod.allCases)
  func methodsForecastTheSameBitsFromTheirFile(_ method: ClassicalMethod) async throws {
    let file = try await Self.file(method)
    let bytes = try file.encoded()
    let loaded = try ModelFile(bytes, path: "model")
    #expect(try loaded.encoded() == bytes)
    #expect(loaded.model.name == method.name)
    #expect(loaded.model.frequency == .quarterly)
    #expect(loaded.model.cutoff == file.model.cutoff)
    let grown = try Samples.panel(Samples.values(45), Samples.values(33, seed: 2))
    for history in [try Self.panel(), grown] {
      let expected = try file.model.forecast(after: history, horizon: 3, levels: [80])
      #expect(try loaded.model.forecast(after: history, horizon: 3, levels: [80]) == expected)
    }
  }

  @Test func everyTruncationIsAnError() async throws {
    let bytes = try await Self.file(.holtWinters).encoded()
    for length in 0..<bytes.count { #expect(Self.code(Array(bytes.prefix(length))) != nil) }
  }

  /// Numbers that a file may claim, with the right checksum.
  @Test(arguments: [
    ("recipe", "\"seasonLength\":4", "\"seasonLength\":0"),
    ("recipe", "\"seasonLength\":4", "\"seasonLength\":5"),
    ("recipe", "\"seasonLength\":4", "\"seasonLength\":-9223372036854775808"),
    ("recipe", "\"method\":\"holt-winters\"", "\"method\":\"prophet\""),
    ("fits", "\"alpha\":0.", "\"alpha\":7."), ("fits", "\"alpha\":0.", "\"alpha\":-0."),
    ("fits", "\"phi\":1", "\"phi\":1e999"), ("fits", "\"level\":", "\"level\":1e999,\"was\":"),
    ("fits", "\"seasons\":[", "\"seasons\":[1,"), ("fits", "ETS(A,A,A)", "ETS(A,A,X)"),
    ("fits", "ETS(A,A,A)", "ETS(A,A,N)"), ("fits", "\"structure\"", "\"stricture\""),
    ("fits", "\"start\":{", "\"start\":{\"value\":9223372036854775807,\"was\":{},"),
  ])
  func numbersThatLieAreFound(_ key: String, _ text: String, _ lie: String) async throws {
    var file = try RawFile(try await Self.file(.holtWinters).encoded())
    let metadata = try #require(file.metadata[key])
    #expect(metadata.contains(text), "\(metadata)")
    file.metadata[key] = metadata.replacingOccurrences(of: text, with: lie)
    #expect(Self.code(try file.sealed()) == .damaged)
  }

  @Test(arguments: [
    (ClassicalMethod.windowAverage, "\"width\":4", "\"width\":0"),
    (.windowAverage, "\"width\":4", "\"width\":-9223372036854775808"),
    (.theta, "\"alpha\":0.", "\"alpha\":4."), (.naive2, "\"season\":\"M\"", "\"season\":\"Q\""),
  ])
  func structuresThatLieAreFound(
    _ method: ClassicalMethod, _ text: String, _ lie: String
  ) async throws {
    var file = try RawFile(try await Self.file(method).encoded())
    let fits = try #require(file.metadata["fits"])
    #expect(fits.contains(text), "\(fits)")
    file.metadata["fits"] = fits.replacingOccurrences(of: text, with: lie)
    #expect(Self.code(try file.sealed()) == .damaged)
  }

  /// What is possible but absurd costs neither memory nor a trap.
  @Test func hugeWindowIsTheWholeHistory() async throws {
    var file = try RawFile(try await Self.file(.windowAverage).encoded())
    file.metadata["fits"] = file.metadata["fits"]?
      .replacingOccurrences(of: "\"width\":4", with: "\"width\":9223372036854775807")
    let loaded = try ModelFile(try file.sealed(), path: "model")
    let forecast = try loaded.model.forecast(after: try Self.panel(), horizon: 2, levels: [80])
    #expect(forecast.series.allSatisfy { $0.values.allSatisfy { $0.isFinite } })
  }

  // MARK: The format

  private struct Expected: Codable {
    let history: [Double]
    let forecast: [Double]
  }

  private static let folder =
    "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Goldens"

  private static func record() async throws {
    let history = Samples.values(40)
    let panel = try Samples.panel(history)
    let fitted = try await ClassicalRecipe(.autoETS).fit(to: panel)
    try Samples.file(.classical(fitted)).write(to: "\(folder)/model-v1-classical.foretell")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let forecast = try fitted.forecast(after: panel, horizon: 3).series[0].values
    let json = try encoder.encode(Expected(history: history, forecast: forecast))
    try OutputFile.write(to: "\(folder)/model-v1-classical.json") { (file) throws(FileError) in
      try file.write(json + [UInt8(ascii: "\n")])
    }
  }

  /// Recorded as described at ``ModelGoldenTests``; must be read for ever.
  @Test func classicalModelOfTheFirstVersionStillForecastsTheSame() async throws {
    if ProcessInfo.processInfo.environment["FORETELL_RECORD_GOLDENS"] != nil {
      try await Self.record()
    }
    let expected = try golden("model-v1-classical.json", as: Expected.self, beside: #filePath)
    let path = "\(Self.folder)/model-v1-classical.foretell"
    let file = try ModelFile(path: path)
    let forecast = try file.model.forecast(after: try Samples.panel(expected.history), horizon: 3)
    #expect(relativeError(forecast.series[0].values, expected.forecast) <= 1e-9)
    #expect(file.model.name == "AutoETS")
    let bytes = try InputFile.bytes(of: path)
    #expect(try file.encoded() == bytes)
  }
}
