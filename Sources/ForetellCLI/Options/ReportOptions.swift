internal import ArgumentParser
internal import Foretell

/// What a backtest writes, and when it counts as failed.
struct ReportOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: """
      File to write, by its ending: .html the report, .md the same as Markdown, .json all results, .csv \
      every forecast beside what came. May be given several times.
      """, completion: .file())
  var output: [String] = []

  @Flag(
    help: """
      One JSON document on standard output; errors are then JSON too, but for gates that fail, which are \
      told on standard error.
      """)
  var json = false

  @Flag(name: .shortAndLong, help: "No notes and no progress, only results and errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "More notes, and times.")
  var verbose = false

  @Option(help: "Exit with 3 where the tested model's error is above that of this one.")
  var failIfWorseThan: [ModelChoice] = []

  @Option(help: "Exit with 3 where this holds, such as ‘mase>1.0’ or ‘coverage-80<0.7’.")
  var failIf: [String] = []

  func validate() throws {
    for path in output where ReportKind(path: path) == nil {
      throw ValidationError(
        "‘\(path)’ does not tell what to write; let it end in .html, .md, .json or .csv.")
    }
    for gate in failIf {
      do { _ = try QualityGate(gate) } catch { throw ValidationError("--fail-if: \(error)") }
    }
  }
}

extension ReportOptions {
  /// What the tested model has to pass.
  func gates() throws -> [QualityGate] {
    try failIfWorseThan.map { .worseThan($0.name) } + failIf.map { try QualityGate($0) }
  }
}

extension QualityGate {
  /// The metric it looks at; nil where it compares with a model.
  var metric: Metric? {
    if case .score(let metric, _, _) = condition { metric } else { nil }
  }
}

/// The documents that a backtest can be written as.
enum ReportKind {
  case html
  case markdown
  case json
  case csv

  init?(path: String) {
    let name = path.lowercased()
    if name.hasSuffix(".html") || name.hasSuffix(".htm") {
      self = .html
    } else if name.hasSuffix(".md") || name.hasSuffix(".markdown") {
      self = .markdown
    } else if name.hasSuffix(".json") {
      self = .json
    } else if name.hasSuffix(".csv") {
      self = .csv
    } else {
      return nil
    }
  }
}
