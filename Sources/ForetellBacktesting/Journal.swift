internal import ForetellFiles
internal import ForetellForecasting
internal import ForetellSeries
internal import FoundationEssentials

/// The finished fits of a backtest on the disk, so that one that was stopped can go on.
///
/// The first line says which backtest it belongs to, each further one is a ``FitRecord`` behind its
/// checksum. A line that was cut off or damaged is passed over: that fit is done again.
struct Journal: Sendable {
  let records: [FitRecord]
  private let file: JournalFile

  private struct Head: Codable {
    let journal: String
    let format: Int
    let fingerprint: String
  }

  /// - Throws: `FileError`, or ``BacktestError`` with `.journal` where the file belongs to another backtest
  ///   or is no journal.
  init(path: String, fingerprint: String) throws {
    file = JournalFile(path: path)
    guard try file.isOrdinary() else { throw Self.foreign(path) }
    let lines = try file.lines()
    guard let first = lines.first else {
      guard try Self.isEmptyOrMissing(path) else { throw Self.foreign(path) }
      let head = Head(journal: "foretell backtest", format: 1, fingerprint: fingerprint)
      try file.append(try Self.text(of: head))
      records = []
      return
    }
    guard let head = try? JSONDecoder().decode(Head.self, from: Data(first.utf8)),
      head.journal == "foretell backtest"
    else { throw Self.foreign(path) }
    guard head.format == 1, head.fingerprint == fingerprint else {
      throw BacktestError(
        .journal, "\(path) belongs to a backtest of other data, models or settings",
        remedy: "name another file, or remove it to begin anew")
    }
    records = lines.dropFirst().compactMap(Self.record)
  }

  func append(_ record: FitRecord) throws {
    let text = try Self.text(of: record)
    try file.append("\(CRC32.checksum(of: Array(text.utf8))) \(text)")
  }

  private static func isEmptyOrMissing(_ path: String) throws -> Bool {
    guard FileManager.default.fileExists(atPath: path) else { return true }
    return try InputFile.bytes(of: path, limit: 1 << 30).isEmpty
  }

  private static func foreign(_ path: String) -> BacktestError {
    BacktestError(
      .journal, "\(path) is not a journal of a backtest", remedy: "name another file")
  }

  private static func record(_ line: String) -> FitRecord? {
    guard let space = line.firstIndex(of: " "), let sum = UInt32(line[..<space]) else { return nil }
    let bytes = Array(line[line.index(after: space)...].utf8)
    guard CRC32.checksum(of: bytes) == sum else { return nil }
    return try? JSONDecoder().decode(FitRecord.self, from: Data(bytes))
  }

  private static func text(of value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

extension Tournament {
  /// Changes with the data, the setup, the models and the version.
  func fingerprint() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    func json(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    let panel = folds.panel
    let parts =
      [
        foretellVersion, panel.digest, "\(panel.frequency)", try json(backtest.setup(on: panel)),
        backtest.fill?.rawValue ?? "",
      ] + (try contestants.map { "\($0.name) \(try json($0.recipe))" })
    let bytes = Array(parts.joined(separator: "\n").utf8)
    return "\(CRC32.checksum(of: bytes))"
  }
}

extension Panel {
  /// A checksum over names, stamps and the bits of all values.
  var digest: String {
    var crc = CRC32()
    for series in 0..<count {
      var name = ids[series]
      name.withUTF8 { crc.update(UnsafeRawBufferPointer($0)) }
      let numbers = [starts[series].value, range(of: series).count]
      numbers.withUnsafeBytes { crc.update($0) }
    }
    storage.withUnsafeBytes { crc.update($0) }
    seeColumns(covariates, categories, &crc)
    if let future {
      future.offsets.withUnsafeBytes { crc.update($0) }
      seeColumns(future.covariates, future.categories, &crc)
    }
    for facts in attributes {
      for (name, fact) in facts.sorted(by: { $0.key < $1.key }) { see("\(name)\0\(fact)", &crc) }
    }
    let digits = String(crc.value, radix: 16)
    return "crc32:" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  private func seeColumns(
    _ numeric: [String: [Double]], _ labels: [String: CategoricalColumn], _ crc: inout CRC32
  ) {
    for (name, column) in numeric.sorted(by: { $0.key < $1.key }) {
      see(name, &crc)
      column.withUnsafeBytes { crc.update($0) }
    }
    for (name, column) in labels.sorted(by: { $0.key < $1.key }) {
      see(([name] + column.levels).joined(separator: "\0"), &crc)
      column.codes.withUnsafeBytes { crc.update($0) }
    }
  }

  private func see(_ text: String, _ crc: inout CRC32) {
    Array(text.utf8).withUnsafeBytes { crc.update($0) }
  }
}
