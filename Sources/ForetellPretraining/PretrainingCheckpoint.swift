internal import ForetellFiles
internal import ForetellNetworks
internal import FoundationEssentials

/// Where a pretraining run stands, as a file: a line of JSON, float32 arrays, and the CRC-32 of both.
struct PretrainingCheckpoint {
  private struct Head: Codable {
    var format = "foretell-pretraining"
    let plan: String
    let step: Int
    let count: Int
  }

  let state: TrainingState
  let averaged: AveragedParameters

  func write(to path: String, plan: PretrainingPlan) throws {
    let head = Head(
      plan: try plan.digest, step: state.step, count: state.parameters.values.count)
    let arrays = [
      state.parameters.values, state.optimizer.firstMoment, state.optimizer.secondMoment,
      averaged.parameters.values,
    ]
    let line = Array(try JSONEncoder().encode(head)) + [UInt8(ascii: "\n")]
    let bytes = line + arrays.flatMap { $0.flatMap { Self.bytes(of: $0.bitPattern) } }
    let all = bytes + Self.bytes(of: CRC32.checksum(of: bytes))
    try OutputFile.write(to: path) { (file) throws(FileError) in try file.write(all) }
  }

  /// nil where there is no such file, or one of another plan or damaged.
  init?(path: String, plan: PretrainingPlan, network: RecurrentNetwork) throws {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let bytes = try InputFile.bytes(of: path)
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
      let head = try? JSONDecoder().decode(Head.self, from: Data(bytes[..<end])),
      head.plan == (try plan.digest), head.count == network.layout.count
    else { return nil }
    let body = Array(bytes[(end + 1)...])
    guard body.count == 16 * head.count + 4,
      Array(body.suffix(4)) == Self.bytes(of: CRC32.checksum(of: Array(bytes.dropLast(4))))
    else { return nil }
    func array(_ number: Int) -> [Float] {
      (0..<head.count).map { index in
        let place = 4 * (number * head.count + index)
        return Float(
          bitPattern: (0..<4).reduce(0) { $0 | UInt32(body[place + $1]) << (8 * $1) })
      }
    }
    state = try TrainingState(
      Parameters(layout: network.layout, values: array(0)), optimizer: plan.training.optimizer,
      step: head.step, firstMoment: array(1), secondMoment: array(2))
    averaged = AveragedParameters(
      try Parameters(layout: network.layout, values: array(3)), step: head.step)
  }

  init(state: TrainingState, averaged: AveragedParameters) {
    self.state = state
    self.averaged = averaged
  }

  private static func bytes(of word: UInt32) -> [UInt8] {
    withUnsafeBytes(of: word.littleEndian) { Array($0) }
  }
}
