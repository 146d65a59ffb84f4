internal import ArgumentParser
internal import Foretell

/// What is done with a result: files, a summary, and the gates that it has to pass.
struct BacktestOutcome {
  let result: BacktestResult
  let panel: Panel
  let options: ReportOptions

  /// - Throws: ``GateFailure`` where a gate fails, after everything is written.
  func finish(_ job: inout Job) throws {
    if let stopped = result.stopped { job.notes.add("note: \(stopped)") }
    let report = BacktestReport(result, panel: panel)
    for path in options.output {
      try write(report, to: path)
      job.notes.add("wrote \(path)")
    }
    if options.json {
      Console.write(try report.json(), to: .output)
    } else if options.output.isEmpty {
      Console.write(BacktestView(result: result).text, to: .output)
    } else {
      job.notes.add(result.comparison.verdict.sentence)
    }
    let failures = QualityGate.failures(of: try gates(), in: result)
    guard failures.isEmpty else { throw GateFailure(failures) }
  }

  private func write(_ report: BacktestReport, to path: String) throws {
    let text: String
    switch ReportKind(path: path) {
    case .html: text = report.html()
    case .markdown: text = report.markdown()
    case .json: text = try report.json() + "\n"
    case .csv, nil: return try report.writeCSV(to: path)
    }
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      try file.write(text)
    }
  }

  private func gates() throws -> [QualityGate] {
    try options.failIfWorseThan.map { .worseThan($0.name) }
      + options.failIf.map { try QualityGate($0) }
  }
}

/// The tested model is not as good as was asked for.
struct GateFailure: Error, CustomStringConvertible {
  let description: String

  init(_ failures: [String]) { description = failures.joined(separator: " ") }
}
