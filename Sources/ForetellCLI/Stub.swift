internal import Foretell
struct BacktestReport {
  init(_ r: BacktestResult, panel: Panel) {}
  func html() throws -> String { "" }
  func markdown() throws -> String { "" }
  func writeCSV(to path: String) throws {}
}
