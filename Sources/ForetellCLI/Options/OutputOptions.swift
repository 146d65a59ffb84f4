internal import ArgumentParser
internal import Foretell

/// Where results and notes go.
struct OutputOptions: ParsableArguments {
  @OptionGroup var file: OutputFileOption

  @Flag(help: "One JSON document instead of CSV; errors are then JSON too.")
  var json = false

  @Flag(name: .shortAndLong, help: "No notes and no progress, only results and errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "More notes: the recipe in full, and times.")
  var verbose = false

  /// The file to write; nil where none is named.
  var output: String? { file.path }
}
