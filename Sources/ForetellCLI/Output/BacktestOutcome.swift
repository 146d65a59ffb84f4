internal import ArgumentParser
internal import Foretell

/// What is done with a result: files, a summary, and the gates that it has to pass.
struct BacktestOutcome {
  let result: BacktestResult
  let panel: Panel
  let options: ReportOptions

  /// Writes every document that was asked for.
  func write(_ job: inout Job) throws {
    if let stopped = result.stopped { job.notes.add("note: \(stopped)") }
    let report = BacktestReport(result, panel: panel)
    for path in options.output {
      try write(report, to: path)
      job.notes.add("wrote \(path)")
    }
    if options.json {
      try Console.writeResult(try report.json())
    } else if options.output.isEmpty {
      let view = BacktestView(result: result)
      try Console.writeResult(options.quiet ? view.text : view.text + "\n" + BacktestView.hint)
    } else {
      job.notes.add(result.comparison.verdict.sentence)
      for failure in BacktestView(result: result).failures { job.notes.add("note: \(failure)") }
    }
  }

  /// - Throws: ``SilentCandidates`` or ``GateFailure`` where the result is not what was asked for.
  func judge() throws {
    if let failure = candidatesFailure { throw failure }
    let failures = QualityGate.failures(of: try options.gates(), in: result)
    guard failures.isEmpty else { throw GateFailure(failures) }
  }

  /// What to say where no model that was to be tested gave a single forecast.
  private var candidatesFailure: SilentCandidates? {
    let candidates = result.models.enumerated().filter { $0.element.role == .candidate }
    let isSilent = candidates.allSatisfy { place, run in
      !run.failures.isEmpty && result.points.columns[place].values.allSatisfy(\.isNaN)
    }
    guard isSilent, let first = candidates.first?.element.failures.first else { return nil }
    return SilentCandidates(reason: first.message)
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
}

/// No model that was to be tested gave a single forecast.
struct SilentCandidates: Error, CustomStringConvertible {
  let description: String

  init(reason: String) { description = "no model to be tested gave a forecast: \(reason)" }
}

/// The tested model is not as good as was asked for.
struct GateFailure: Error, CustomStringConvertible {
  let description: String

  init(_ failures: [String]) { description = failures.joined(separator: " ") }
}
