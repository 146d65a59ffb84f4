internal import ArgumentParser
internal import Foretell
internal import FoundationEssentials

/// Finished lines on the disk, so that a run that was stopped goes on, and both parts stand in one table.
struct AccuracyJournal {
  private let file: JournalFile?
  private(set) var lines: [AccuracyLine] = []

  /// - Parameter path: nil keeps nothing.
  init(_ path: String?) throws {
    file = path.map(JournalFile.init(path:))
    guard let path, let file, FileManager.default.fileExists(atPath: path) else { return }
    let texts = try file.isOrdinary() ? file.lines() : [""]
    // A file without a line end is none of ours, and would be overwritten.
    guard try !texts.isEmpty || InputFile.bytes(of: path).isEmpty else { throw Self.foreign(path) }
    lines = try texts.map { text in
      do {
        return try JSONDecoder().decode(AccuracyLine.self, from: Data(text.utf8))
      } catch { throw Self.foreign(path) }
    }
  }

  func line(_ key: [String]) -> AccuracyLine? { lines.first { $0.key == key } }

  mutating func append(_ line: AccuracyLine) throws {
    lines.append(line)
    try file?.append(try JSONLine.text(of: line))
  }

  private static func foreign(_ path: String) -> ValidationError {
    ValidationError("\(path) is not a journal of this command; name another file")
  }
}
