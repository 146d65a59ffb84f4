internal import ArgumentParser
internal import Foretell

/// A file of its own with what is known ahead.
struct FutureOptions: ParsableArguments {
  @Option(
    help: "CSV with the known columns of the steps to forecast, as ‘foretell template’ writes it.",
    completion: .file(extensions: ["csv"]))
  var future: String?
}

extension Job {
  /// The table with what is known ahead from a file of its own, where one is named.
  mutating func addFuture(_ options: FutureOptions, to table: CSVTable) throws -> CSVTable {
    guard let path = options.future else { return table }
    let (table, passedOver) = try table.addingFuture(path)
    let counts = (0..<table.panel.count).map { table.panel.future?.count(of: $0) ?? 0 }
    let (fewest, most) = (counts.min() ?? 0, counts.max() ?? 0)
    notes.add(
      "\(path): with it \(fewest == most ? "\(most)" : "\(fewest) … \(most)") rows are known ahead")
    if let rows = passedOver {
      notes.add(
        "note: \(rows.count) row\(rows.count == 1 ? "" : "s") of \(path) up to the end of the series "
          + "\(rows.count == 1 ? "is" : "are") passed over: line \(rows.line), ‘\(rows.series)’ "
          + table.panel.timestampFormat.string(from: rows.timestamp)
          + (rows.count == 1 ? "" : ", …"))
    }
    return table
  }

  /// Refuses a forecast whose steps are not all known, and names rows that none of them needs.
  ///
  /// - Parameters:
  ///   - path: the table's own file.
  ///   - acceptsNone: whether an empty cell of a column of labels is a label.
  mutating func checkFuture(
    of columns: CovariateColumns, in table: CSVTable, read path: String, horizon: Int,
    acceptsNone: (String) -> Bool
  ) throws {
    let panel = table.panel
    if let missing = columns.missingFuture(of: panel, horizon: horizon) { throw missing.error }
    let empty = table.emptyPlan(
      of: columns, horizon: horizon, path: path, acceptsNone: acceptsNone)
    if let empty { throw empty }
    guard let future = panel.future else { return }
    let longer = (0..<panel.count).filter { future.count(of: $0) > horizon }
    guard let first = longer.first else { return }
    let surplus = longer.reduce(0) { $0 + future.count(of: $1) - horizon }
    let stamp = panel.timestamp(of: first, at: panel.range(of: first).count + horizon)
    notes.add(
      "note: \(surplus) row\(surplus == 1 ? "" : "s") beyond the horizon \(surplus == 1 ? "has" : "have") no "
        + "part in the forecast: ‘\(panel.ids[first])’ from \(panel.timestampFormat.string(from: stamp))"
        + (longer.count == 1 ? "" : ", and \(longer.count - 1) more series"))
  }

  /// Names labels and series that a model has not learned, and numbers unlike all that it has.
  mutating func tellUnseen(by model: FittedModel, in panel: Panel, horizon: Int) {
    if let encoder = model.covariates { tellUnseen(by: encoder, in: panel, horizon: horizon) }
    guard let known = model.embeddedSeries.map({ Set($0) }) else { return }
    let new = panel.ids.filter { !known.contains($0) }
    guard let first = new.first else { return }
    notes.add(
      "note: ‘\(first)’" + (new.count > 1 ? " and \(new.count - 1) more series have" : " has")
        + " no learned vector of \(new.count > 1 ? "their" : "its") own and \(new.count > 1 ? "are" : "is") "
        + "forecast as an unknown series")
  }

  private mutating func tellUnseen(
    by encoder: CovariateEncoder, in panel: Panel, horizon: Int
  ) {
    let labels = encoder.unseenLabels(in: panel, horizon: horizon)
    for label in labels.prefix(5) { notes.add("note: \(label)") }
    if labels.count > 5 { notes.add("note: … and \(labels.count - 5) more labels are unknown") }
    let numbers = encoder.unseenNumbers(in: panel, horizon: horizon)
    for number in numbers.prefix(5) { notes.add("note: \(number)") }
    if numbers.count > 5 {
      notes.add("note: … and so are numbers of \(numbers.count - 5) more columns")
    }
  }
}

extension FittedModel {
  /// The series that have a learned vector of their own; nil where none has.
  fileprivate var embeddedSeries: [String]? {
    switch self {
    case .likelihood(let forecaster): forecaster.resolved.series
    case .encoderDecoder(let forecaster) where !forecaster.resolved.series.isEmpty:
      forecaster.resolved.series
    default: nil
    }
  }
}
