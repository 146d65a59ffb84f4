internal import ArgumentParser
internal import Foretell

/// Feeds damaged CSVs and model files to the readers; nothing but an error may come of it.
struct FuzzCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz",
    abstract: "Feed damaged CSVs and model files to the readers, until a trap or the time is up.",
    discussion: """
      Each case is written to the work file before it is read, so that after a crash the file holds the case.
      """)

  @Argument(help: "A CSV to damage.") var file: String
  @Option(help: "Seconds to go on.") var seconds = 60.0
  @Option(help: "Seed.") var seed: UInt64 = 1
  @Option(help: "Where each case is written.") var work = "/tmp/foretell-fuzz-case"

  private struct Line: Encodable {
    let cases: Int
    let accepted: Int
  }

  func run() async throws {
    let csv = try InputFile.bytes(of: file)
    let panel = try CSVReader().read(file).panel
    var recipe = RecurrentRecipe(horizon: 3)
    recipe.hiddenSize = 2
    recipe.members = 1
    recipe.training = Training(steps: 2, batchSize: 2)
    let fitted = try await recipe.fit(to: panel)
    let model = try ModelFile(
      .recurrent(fitted), timestampFormat: panel.timestampFormat, horizon: 3,
      writer: foretellVersion
    ).encoded()
    let end = ContinuousClock.now + .seconds(seconds)
    var (cases, accepted) = (0, 0)
    while ContinuousClock.now < end {
      let random = RandomStream(seed: seed).stream(cases)
      let isModel = cases % 2 == 1
      let damaged = Self.damage(isModel ? model : csv, random)
      try OutputFile.write(to: work) { (file: inout OutputFile) throws(FileError) in
        try file.write(damaged)
      }
      if try await survives(isModel) { accepted += 1 }
      cases += 1
    }
    try JSONLine.print(Line(cases: cases, accepted: accepted))
  }

  /// Whether the case was read; anything but a refusal with an error of ours ends the run.
  private func survives(_ isModel: Bool) async throws -> Bool {
    do {
      if isModel {
        _ = try ModelFile(path: work)
      } else {
        let panel = try CSVReader().read(work).panel
        _ = try await BaselineRecipe(.seasonalNaive).fit(to: panel)
          .forecast(after: panel, horizon: 3)
      }
      return true
    } catch is CSVError {
    } catch is ModelFileError {
    } catch is ForecastingError {
    }
    return false
  }

  /// Overwrites, removes, doubles or swaps a few stretches of bytes.
  private static func damage(_ bytes: [UInt8], _ stream: RandomStream) -> [UInt8] {
    var (bytes, random) = (bytes, stream)
    let spice = Array("0123456789-.,;\t|\"\r\n \u{0}eENaTZ:+/é".utf8)
    for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
      let start = Int.random(in: 0..<bytes.count, using: &random)
      let stop = min(bytes.count, start + Int.random(in: 1...12, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[start] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes[start] = spice[Int.random(in: 0..<spice.count, using: &random)]
      case 2: bytes.removeSubrange(start..<stop)
      case 3: bytes.insert(contentsOf: bytes[start..<stop], at: start)
      default: bytes.removeLast(min(bytes.count, Int.random(in: 1...200, using: &random)))
      }
    }
    return bytes
  }
}
