internal import ArgumentParser
internal import Foretell

/// `foretell inspect`: what a model file holds.
struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a model file holds.",
    usage: "foretell inspect [<options>] <model-file>",
    discussion: """
      Examples:
        foretell inspect air.foretell
      """)

  @Argument(help: "The model file.", completion: .file(extensions: ["foretell"]))
  var modelFile: String

  @Flag(help: "One JSON document.")
  var json = false

  func run() async throws {
    let summary = ModelSummary(try ModelFile(path: modelFile))
    try Console.writeResult(json ? try JSONText.string(from: summary) : summary.text)
  }
}
