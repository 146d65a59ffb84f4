internal import ForetellBacktesting
internal import FoundationEssentials

extension BacktestReport {
  /// The result as JSON; docs/report-schema.md says what its members are.
  ///
  /// Members are in alphabetical order, so that equal results give equal bytes. Numbers that do not exist
  /// are null.
  /// - Throws: `EncodingError`, which no result of a backtest causes.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(result), as: UTF8.self)
  }
}
