internal import Foretell

/// Writes a backtest in the form that a file's ending names.
struct BacktestWriter {
  let result: BacktestResult
  let panel: Panel

  func write(to path: String) throws {
    let report = BacktestReport(result, panel: panel)
    switch ReportKind(path: path) {
    case .html: try write(report.html(), to: path)
    case .markdown: try write(report.markdown(), to: path)
    case .json: try write(try report.json(), to: path)
    case .csv, nil: try report.writeForecasts(to: path)
    }
  }

  private func write(_ text: String, to path: String) throws {
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      try file.write(text)
    }
  }
}
