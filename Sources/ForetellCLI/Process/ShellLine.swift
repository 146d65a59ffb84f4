/// A command line as a shell takes it.
enum ShellLine {
  /// The one this process was started with, by the name of the command alone.
  static var ofThisProcess: String {
    (["foretell"] + CommandLine.arguments.dropFirst()).map(quoted).joined(separator: " ")
  }

  /// A word that a shell takes as it stands, or in quotes.
  static func quoted(_ word: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:=+@%")
    if !word.isEmpty, word.allSatisfy(plain.contains) { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}

/// Work that was interrupted and can go on.
struct Interruption: Error, CustomStringConvertible {
  let description: String

  /// A stream; what it answered is answered.
  init(afterRows rows: Int, keptIn state: String?) {
    description =
      "interrupted after \(rows) row\(rows == 1 ? "" : "s")"
      + (state.map { "; where it stands is kept in \($0)" } ?? "")
  }

  init(keptIn journal: String) {
    description =
      "interrupted; what was finished is kept in \(journal): run the same command again to go on"
  }
}
