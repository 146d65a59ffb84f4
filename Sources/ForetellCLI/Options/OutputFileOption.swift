internal import ArgumentParser

/// The one file that a command writes.
struct OutputFileOption: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: "File to write; - is standard output.", completion: .file())
  var output: [String] = []

  /// nil where none is named.
  var path: String? { output.last }

  func validate() throws {
    guard output.count > 1 else { return }
    throw ValidationError(
      "-o is given \(output.count == 2 ? "twice" : "\(output.count) times"), and one file is written: "
        + "name one of \(output.map { "‘\($0)’" }.joined(separator: ", ")).")
  }
}
