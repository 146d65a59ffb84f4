import Foundation
import ForetellFiles
import ForetellForecasting
import ForetellNetworks
import ForetellNormalization
import ForetellSeries
import ForetellTestSupport
import Testing

/// A model comes back from its file as it went in, or not at all.
@Suite struct ModelFileTests {
  private static func fitted(
    _ recipe: RecurrentRecipe = Samples.recipe(), to panel: Panel? = nil
  ) async throws -> FittedModel {
    let panel = try panel ?? Samples.panel(Samples.values(40), Samples.values(30, seed: 2))
    return .recurrent(try await recipe.fit(to: panel, under: Samples.oneThread))
  }

  /// Small, so that every byte can be tried.
  private static func small() async throws -> [UInt8] {
    var recipe = Samples.recipe(members: 1)
    recipe.hiddenSize = 3
    return try Samples.file(try await fitted(recipe)).encoded()
  }

  private static func code(_ bytes: [UInt8]) -> ModelFileError.Code? {
    do throws(ModelFileError) {
      _ = try ModelFile(bytes, path: "model.foretell")
      return nil
    } catch {
      return error.description.contains("model.foretell") ? error.code : .init(rawValue: "unnamed")
    }
  }

  // MARK: Round trips

  private static func checkRoundTrip(_ model: FittedModel, _ panel: Panel) throws {
    let file = Samples.file(model)
    let bytes = try file.encoded()
    let loaded = try ModelFile(bytes, path: "model")
    #expect(try loaded.encoded() == bytes)
    #expect(loaded.model.name == model.name)
    #expect(loaded.model.frequency == model.frequency)
    #expect(loaded.model.cutoff == model.cutoff)
    #expect(loaded.timestampFormat == .date && loaded.horizon == 3)
    #expect(loaded.schema == #"{"target":"y"}"# && loaded.writer == "tests")
    // The series it was fitted to, longer than then, and one it has never seen.
    let others = try Panel([
      Samples.series("s1", Samples.values(35, seed: 2), frequency: panel.frequency),
      Samples.series("never seen", Samples.values(50, seed: 9), frequency: panel.frequency),
      Samples.series("short", [1, 2], frequency: panel.frequency),
    ])
    for history in [panel, others] {
      let expected = try model.forecast(after: history, horizon: 3)
      let found = try loaded.model.forecast(after: history, horizon: 3)
      #expect(Samples.bits(found) == Samples.bits(expected))
      #expect(found == expected)
    }
  }

  @Test(arguments: CellKind.allCases, RecurrentRecipe.Strategy.allCases)
  func networksForecastTheSameBitsFromTheirFile(
    _ cell: CellKind, _ strategy: RecurrentRecipe.Strategy
  ) async throws {
    for readout in Readout.allCases {
      var recipe = Samples.recipe(cell, strategy: strategy, readout: readout, members: 2)
      recipe.layers = 2
      let panel = try Samples.panel(Samples.values(40), Samples.values(30, seed: 2))
      try Self.checkRoundTrip(try await Self.fitted(recipe, to: panel), panel)
    }
  }

  @Test(arguments: [
    "", "standard@panel", "standard@series", "standard@window", "robust@panel,min-max@series",
    "log@panel,robust@series,level@window", "log@series,log@series,mean-absolute@window",
  ])
  func normalizationsAreKeptAtEveryScope(_ normalization: String) async throws {
    var recipe = Samples.recipe()
    let chain: Normalization = try #require(Normalization(normalization))
    recipe.normalization = chain
    let panel = try Samples.panel(Samples.values(40), Samples.values(30, seed: 2))
    try Self.checkRoundTrip(try await Self.fitted(recipe, to: panel), panel)
  }

  @Test(
    arguments: Baseline.allCases, [Frequency.quarterly, .hourly, .index(2), .weeks(1, on: .monday)])
  func baselinesForecastTheSameBitsFromTheirFile(
    _ baseline: Baseline, _ frequency: Frequency
  ) async throws {
    let panel = try Samples.panel(Samples.values(40), frequency: frequency)
    let forecaster = try await BaselineRecipe(baseline).fit(to: panel)
    let model = FittedModel.baseline(
      forecaster, frequency: frequency, cutoff: panel.timestamp(of: 0, at: 39))
    try Self.checkRoundTrip(model, panel)
  }

  @Test func cutoffKeepsTheOffsetItWasWrittenWith() async throws {
    let stamp = try #require(
      Timestamp(secondsSince1970: 1_704_067_200, zone: .offset(minutes: -210)))
    let model = FittedModel.baseline(
      BaselineForecaster(baseline: .naive, seasonLength: 1), frequency: .hourly, cutoff: stamp)
    let loaded = try ModelFile(try Samples.file(model, horizon: nil).encoded(), path: "model")
    #expect(loaded.model.cutoff.zone == .offset(minutes: -210))
    #expect(loaded.horizon == nil)
  }

  @Test func fileOnDiskIsWholeAndComesBack() async throws {
    let bytes = try await Self.small()
    try withTemporaryFolder { folder in
      let path = folder + "/model.foretell"
      let file = try ModelFile(bytes, path: path)
      try file.write(to: path)
      let read = try InputFile.bytes(of: path)
      #expect(read == bytes)
      let again = try ModelFile(path: path).encoded()
      #expect(again == bytes)
      let left = try names(in: folder)
      #expect(left == ["model.foretell"])
      let error = #expect(throws: FileError.self) { try ModelFile(path: folder + "/no") }
      #expect(error?.code == .notFound)
    }
  }

  // MARK: What any safetensors reader sees

  @Test func anySafetensorsReaderOpensIt() async throws {
    let bytes = try await Self.small()
    let file = try RawFile(bytes)
    #expect((bytes.count - file.data.count) % 8 == 0)
    var end = 0
    let sizes = ["F32": 4, "F64": 8, "U8": 1]
    for tensor in file.tensors {
      #expect(tensor.range.lowerBound == end, "no gaps, no overlaps")
      #expect(tensor.range.count == tensor.shape.reduce(try #require(sizes[tensor.type]), *))
      end = tensor.range.upperBound
    }
    #expect(end == file.data.count)
    #expect(file.tensors.count == file.header.count - 1)
    let shapes = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.shape) })
    #expect(shapes["member.0.recurrent.weight_ih_l0"] == [12, 5])
    #expect(shapes["member.0.recurrent.weight_hh_l0"] == [12, 3])
    #expect(shapes["member.0.head.weight"] == [3, 3])
    #expect(shapes["gain"] == [2])
    #expect(file.metadata["format"] == "foretell" && file.metadata["format_version"] == "1")
    #expect(file.metadata["seed"] == "0")
    #expect(file.metadata["checksum"] == file.checksum)
  }

  // MARK: Damage

  @Test func everyTruncationIsAnError() async throws {
    let bytes = try await Self.small()
    for length in 0..<bytes.count {
      let code = Self.code(Array(bytes.prefix(length)))
      #expect(code == (length <= 8 ? .foreign : .truncated), "\(length) bytes")
    }
    #expect(Self.code(bytes) == nil)
    #expect(Self.code(bytes + [0]) == .damaged)
  }

  @Test func everyChangedByteIsFoundOrChangesNothing() async throws {
    let bytes = try await Self.small()
    let start = bytes.count - (try RawFile(bytes).data.count)
    let places = Array(0..<start) + Array(stride(from: start, to: bytes.count, by: 7))
    for place in places {
      for change in [0x01, 0x10, 0x20, 0x80] as [UInt8] {
        var changed = bytes
        changed[place] ^= change
        guard let loaded = try? ModelFile(changed, path: "model") else { continue }
        let again = try loaded.encoded()
        #expect(again == bytes, "byte \(place) ^ \(change)")
        #expect(place < start, "the data are covered")
      }
    }
  }

  @Test(
    arguments: [
      [], Array("unique_id,ds,y\na,2024-01-01,3\n".utf8), Array("{\"a\": 1}".utf8),
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
      Array(repeating: 0, count: 100), Array(repeating: 0xFF, count: 100),
      // An absurd length of the header.
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F] + Array("{}".utf8),
    ] as [[UInt8]])
  func foreignFilesAreToldApart(_ bytes: [UInt8]) { #expect(Self.code(bytes) == .foreign) }

  @Test(arguments: ["F32", "BF16", "I64"])
  func safetensorsOfOthersAreForeign(_ type: String) throws {
    let entry: [String: Any] = ["dtype": type, "shape": [2], "data_offsets": [0, 8]]
    for metadata in [nil, ["format": "pt"], ["format": "foretell"]] {
      var file = RawFile(header: ["weight": entry], data: Array(repeating: 0, count: 8))
      if let metadata { file.metadata = metadata }
      #expect(Self.code(try file.encoded()) == .foreign)
    }
  }

  @Test func headerLongerThanTheFileIsCutOff() throws {
    #expect(Self.code([0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0] + Array("{}".utf8)) == .truncated)
  }

  @Test func newerVersionIsNamedWhateverElseIsNew() async throws {
    var file = try RawFile(try await Self.small())
    file.metadata["format_version"] = "2"
    #expect(Self.code(try file.encoded()) == .newer)
    file.change("gain", "dtype", to: "BF16")
    #expect(Self.code(try file.encoded()) == .newer)
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile(try file.encoded(), path: "model")
    }
    #expect(error?.description.contains("update foretell") == true)
    var kind = try RawFile(try await Self.small())
    kind.metadata["kind"] = "transformer"
    #expect(Self.code(try kind.sealed()) == .newer)
  }

  /// A file that was made to mislead has the right checksum.
  @Test(arguments: [
    ("shape", [-2] as [Int]), ("shape", [Int.max]), ("shape", [Int.max, Int.max]), ("shape", []),
    ("shape", [-1, -2]), ("shape", [3]), ("data_offsets", [0, 16]), ("data_offsets", [-16, 0]),
    ("data_offsets", []), ("data_offsets", [Int.max - 16, Int.max]), ("data_offsets", [16]),
    ("data_offsets", [Int.min, Int.max]),
  ])
  func placesThatLieAreFound(_ key: String, _ numbers: [Int]) async throws {
    var file = try RawFile(try await Self.small())
    file.change("gain", key, to: numbers)
    let code = Self.code(try file.sealed())
    #expect(code == .damaged || code == .truncated)
  }

  /// Numbers in the recipe that no memory holds, with the right checksum.
  @Test(arguments: [
    ("\"hiddenSize\":3", "\"hiddenSize\":16384"), ("\"hiddenSize\":3", "\"hiddenSize\":-3"),
    ("\"hiddenSize\":3", "\"hiddenSize\":9223372036854775807"),
    ("\"layers\":1", "\"layers\":64"), ("\"layers\":1", "\"layers\":0"),
    ("\"members\":1", "\"members\":1000000"), ("\"members\":1", "\"members\":0"),
    ("\"width\":5", "\"width\":0"), ("\"steps\":4", "\"steps\":1000000000"),
    ("\"stride\":1", "\"stride\":0"), ("\"cell\":\"lstm\"", "\"cell\":\"gru\""),
    ("\"cell\":\"lstm\"", "\"cell\":\"xlstm\""), ("\"outputSize\":3", "\"outputSize\":65536"),
  ])
  func recipesThatLieAreFound(_ text: String, _ lie: String) async throws {
    var file = try RawFile(try await Self.small())
    let recipe = try #require(file.metadata["recipe"])
    #expect(recipe.contains(text))
    file.metadata["recipe"] = recipe.replacingOccurrences(of: text, with: lie)
    #expect(Self.code(try file.sealed()) == .damaged)
  }

  @Test(arguments: [
    ("frequency", "fortnightly"), ("frequency", ""), ("cutoff", "{}"), ("recipe", "{}"),
    ("cutoff", #"{"isIndex":false,"value":9223372036854775807}"#),
    ("cutoff", #"{"isIndex":false,"value":0,"offsetMinutes":9223372036854775807}"#),
    ("validation", "[]"), ("time_format", "?"),
  ])
  func metadataThatMakesNoSenseIsFound(_ key: String, _ value: String) async throws {
    var file = try RawFile(try await Self.small())
    file.metadata[key] = value
    #expect(Self.code(try file.sealed()) == .damaged)
  }

  @Test func weightsThatAreNoNumbersAreFound() async throws {
    var file = try RawFile(try await Self.small())
    let weights = try #require(file.tensors.first { $0.name == "member.0.head.bias" })
    file.data.replaceSubrange(weights.range.prefix(4), with: [0, 0, 0xC0, 0x7F])
    #expect(Self.code(try file.sealed()) == .damaged)
    #expect(Self.code(try RawFile(try await Self.small()).sealed()) == nil)
  }

  @Test func hugeSeasonOfABaselineCostsNoMemory() async throws {
    let model = FittedModel.baseline(
      BaselineForecaster(baseline: .seasonalNaive, seasonLength: .max), frequency: .quarterly,
      cutoff: try #require(Timestamp(secondsSince1970: 0)))
    let loaded = try ModelFile(try Samples.file(model).encoded(), path: "model")
    let forecast = try loaded.model.forecast(after: try Samples.panel([1, 2, 3]), horizon: 2)
    #expect(forecast.series[0].values == [3, 3])
  }
}

/// Files of every format version, committed, must be read for ever.
///
/// To record a new version: set the name below, run
/// `FORETELL_RECORD_GOLDENS=1 swift test -c release --filter ModelGoldenTests`, and commit the two files
/// it writes. Never record an old version anew.
@Suite struct ModelGoldenTests {
  private struct Expected: Codable {
    let history: [Double]
    let forecast: [Double]
  }

  private static let current = "model-v1"
  private static let folder =
    "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Goldens"

  private static func record() async throws {
    let history = Samples.values(30)
    var recipe = Samples.recipe(members: 1)
    (recipe.hiddenSize, recipe.normalization) = (
      3, Normalization("log@panel,standard@series,level@window")
    )
    let panel = try Samples.panel(history)
    let fitted = try await recipe.fit(to: panel, under: Samples.oneThread)
    try Samples.file(.recurrent(fitted)).write(to: "\(folder)/\(current).foretell")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let forecast = try fitted.forecast(after: panel, horizon: 3).series[0].values
    let json = try encoder.encode(Expected(history: history, forecast: forecast))
    try OutputFile.write(to: "\(folder)/\(current).json") { (file) throws(FileError) in
      try file.write(json + [UInt8(ascii: "\n")])
    }
  }

  /// Within 10⁻⁵: the file may have been written on another instruction set.
  ///
  /// The second file was written before the recipe had a sampling, an output and an initializer.
  @Test(arguments: ["model-v1", "model-v1-fewer-fields"])
  func modelOfEveryVersionStillForecastsTheSame(_ name: String) async throws {
    if ProcessInfo.processInfo.environment["FORETELL_RECORD_GOLDENS"] != nil, name == Self.current {
      try await Self.record()
    }
    let expected = try golden("\(name).json", as: Expected.self, beside: #filePath)
    let file = try ModelFile(path: "\(Self.folder)/\(name).foretell")
    let forecast = try file.model.forecast(after: try Samples.panel(expected.history), horizon: 3)
    #expect(relativeError(forecast.series[0].values, expected.forecast) <= 1e-5)
    #expect(file.model.name == "LSTM" && file.model.frequency == .quarterly)
    #expect(file.schema == #"{"target":"y"}"# && file.writer == "tests" && file.horizon == 3)
    let bytes = try InputFile.bytes(of: "\(Self.folder)/\(name).foretell")
    #expect(bytes.count <= 10_240)
    if name == Self.current { #expect(try file.encoded() == bytes) }
  }
}
