internal import ForetellSeries

/// Finds the columns of a file from its header and its first rows.
struct ColumnFinder {
  let head: CSVHead
  let options: CSVOptions
  let decimalSeparator: CSVDecimalSeparator

  /// Names accepted unasked, in order of preference and in lower case.
  static let idNames = ["unique_id", "item_id", "id", "series_id", "series", "segment"]
  private static let timeNames = [
    "ds", "timestamp", "datetime", "date_time", "date", "time", "period", "month", "quarter",
    "week", "day", "hour", "minute", "year", "step", "index", "t",
  ]
  private static let targetNames = ["y", "target", "value"]

  init(_ head: CSVHead, options: CSVOptions) throws(CSVError) {
    self.head = head
    self.options = options
    if let separator = options.decimalSeparator {
      decimalSeparator = separator
    } else {
      decimalSeparator = try Self.decimalSeparator(of: head)
    }
  }

  // MARK: Numbers

  /// The comma, where it does not separate fields and the first rows hold numbers with a comma and
  /// none with a point.
  ///
  /// Where every such number could just as well have a thousands separator (`1,201`), the user must
  /// say which it is: a guess would be wrong by a factor of a thousand.
  private static func decimalSeparator(
    of head: CSVHead
  ) throws(CSVError) -> CSVDecimalSeparator {
    guard head.delimiter != .comma else { return .point }
    let fields = head.rows.lazy.flatMap(\.fields)
    let comma = NumberParser(.comma)
    let point = NumberParser(.point)
    let withComma = fields.filter { $0.utf8.contains(UInt8(ascii: ",")) && comma.reads($0) }
    let hasPoint = fields.contains { $0.utf8.contains(UInt8(ascii: ".")) && point.reads($0) }
    guard let first = withComma.first, !hasPoint else { return .point }
    guard withComma.contains(where: { !couldBeThousands($0) }) else {
      throw CSVError(
        .notANumber, "\(CSVError.quoted(first)) may have a decimal comma or a thousands separator",
        remedy: "say --decimal , if it is a decimal comma, or write the numbers without separators")
    }
    return .comma
  }

  /// Whether a number with a comma has three digits behind it and one to three, not just 0, before it.
  private static func couldBeThousands(_ text: String) -> Bool {
    let digits = text.drop { $0 == "-" || $0 == "+" }
    let parts = digits.split(separator: ",", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[1].count == 3 && (1...3).contains(parts[0].count)
      && parts[0].first != "0" && digits.allSatisfy { $0.isNumber || $0 == "," }
  }

  private func isMissing(_ text: String) -> Bool {
    text.isEmpty || options.missingWords.contains(text)
  }

  /// The first texts of a column that are not missing.
  func samples(of column: Int) -> [String] {
    head.rows.compactMap { row in
      row.fields.indices.contains(column) && !isMissing(row.fields[column])
        ? row.fields[column] : nil
    }
  }

  /// Whether most of the first texts are numbers; nil where all are missing.
  private func isNumeric(_ column: Int) -> Bool? {
    let samples = samples(of: column)
    guard !samples.isEmpty else { return nil }
    let parser = NumberParser(decimalSeparator)
    return 2 * samples.count { parser.reads($0) } > samples.count
  }

  // MARK: Header

  var headerLooksLikeData: Bool { head.columns.allSatisfy(looksLikeData) }

  private func looksLikeData(_ name: String) -> Bool {
    NumberParser(decimalSeparator).reads(name) || isDate(name)
  }

  private func isDate(_ text: String) -> Bool {
    TimestampFormat(inferredFrom: [text]).map { !$0.isInteger } ?? false
  }

  func refuseMissingHeader() throws(CSVError) {
    let lower = head.columns.map { $0.lowercased() }
    let isNamed = options.timeColumn != nil || lower.contains(where: Self.timeNames.contains)
    guard headerLooksLikeData || (!isNamed && head.columns.contains(where: isDate)) else { return }
    throw CSVError(
      .missingHeader, "the first line looks like a row of data: the header is missing", line: 1,
      remedy: "add a first line that names the columns, such as unique_id,ds,y")
  }

  // MARK: Names

  /// The place of a column that was asked for, or nil where none was.
  func named(_ name: String?, _ flag: String) throws(CSVError) -> Int? {
    guard let name else { return nil }
    if let place = head.columns.firstIndex(of: name) { return place }
    let near = head.columns.first { $0.isNear(name) }
    throw CSVError(
      .unknownColumn,
      "there is no column ‘\(name)’; there are \(listed(Array(head.columns.indices)))",
      remedy: near.map { "did you mean \(flag) ‘\($0)’?" } ?? "choose one of them with \(flag)")
  }

  private func known(_ names: [String], besides taken: [Int]) -> [Int] {
    let lower = head.columns.map { $0.lowercased() }
    return names.flatMap { name in lower.indices.filter { lower[$0] == name } }
      .filter { !taken.contains($0) }
  }

  func knownIDColumn(besides taken: [Int]) -> Int? {
    let asked = options.targetColumns.compactMap { head.columns.firstIndex(of: $0) }
    return known(Self.idNames, besides: taken + asked).first
  }

  private func listed(_ places: [Int]) -> String {
    let shown = places.prefix(20).map { head.columns[$0] }
    return CSVSchema.listed(shown) + (places.count > 20 ? " and \(places.count - 20) more" : "")
  }

  // MARK: Time

  func timeColumn(besides taken: [Int]) throws(CSVError) -> Int {
    if let asked = try named(options.timeColumn, "--time-col") { return asked }
    let targets = options.targetColumns.compactMap { head.columns.firstIndex(of: $0) }
    let candidates = known(Self.timeNames, besides: taken + targets)
    let formats = candidates.map { TimestampFormat(inferredFrom: samples(of: $0)) }
    if let dated = formats.firstIndex(where: { $0.map { $0 != .index } ?? false }) {
      return candidates[dated]
    }
    if let counted = formats.firstIndex(where: { $0 != nil }) { return candidates[counted] }
    if let first = candidates.first { return first }
    for column in head.columns.indices where !taken.contains(column) && !targets.contains(column) {
      if readsAsTime(samples(of: column)) { return column }
    }
    throw CSVError(
      .noTimeColumn,
      "no column of time stamps is known among \(listed(Array(head.columns.indices)))",
      remedy: "name it with --time-col")
  }

  /// Whether all texts are stamps of the form asked for, or of one that numbers do not have.
  private func readsAsTime(_ texts: [String]) -> Bool {
    if let asked = options.timeFormat {
      return !texts.isEmpty && texts.allSatisfy { asked.timestamp(from: $0) != nil }
    }
    return TimestampFormat(inferredFrom: texts).map { !$0.isInteger } ?? false
  }

  /// The form of the stamps: the one asked for, or that of the first rows.
  func timeFormat(of column: Int) throws(CSVError) -> TimestampFormat {
    if let asked = options.timeFormat { return asked }
    let samples = samples(of: column)
    if let shared = TimestampFormat(inferredFrom: samples) { return shared }
    guard let first = samples.first else {
      throw CSVError(
        .badTimestamp, "the first rows have no time stamps", line: head.rows.first?.line,
        column: head.columns[column], remedy: "name another column with --time-col")
    }
    // The first stamp's form; reading all rows will name the one that is not of it.
    if let form = TimestampFormat(inferredFrom: [first]) { return form }
    throw CSVError(
      .badTimestamp, "\(CSVError.quoted(first)) is not a time stamp of a known form",
      line: head.rows.first { $0.fields.dropFirst(column).first == first }?.line,
      column: head.columns[column], remedy: StampAdvice.remedy(for: samples))
  }

  // MARK: Targets

  func targetColumns(besides taken: [Int]) throws(CSVError) -> [Int] {
    if !options.targetColumns.isEmpty {
      var places: [Int] = []
      for name in options.targetColumns {
        if let place = try named(name, "--target-col") { places.append(place) }
      }
      return places
    }
    let others = head.columns.indices.filter { !taken.contains($0) }
    if options.isWide, !others.isEmpty { return others }
    if let target = known(Self.targetNames, besides: taken).first { return [target] }
    let numeric = others.filter { isNumeric($0) == true }
    let candidates = numeric.isEmpty ? others.filter { isNumeric($0) == nil } : numeric
    if candidates.count == 1 { return candidates }
    guard !candidates.isEmpty else { throw noNumericColumn(others) }
    throw CSVError(
      .ambiguousTarget,
      "\(candidates.count) columns could be the target: \(listed(candidates))",
      remedy:
        "choose with --target-col \(head.columns[candidates[0]]), or read every column as a series with --wide"
    )
  }

  private func noNumericColumn(_ others: [Int]) -> CSVError {
    CSVError(
      .noNumericColumn,
      others.isEmpty
        ? "there is no column beside time and id"
        : "no column holds numbers: \(listed(others))",
      remedy: options.delimiter == nil && head.columns.count == 1
        ? "if fields are separated otherwise, name the separator with --delimiter"
        : "name the column of values with --target-col")
  }
}

extension TimestampFormat {
  /// Whether plain numbers could be read as stamps of this form.
  var isInteger: Bool {
    switch self {
    case .index, .epochSeconds, .epochMilliseconds, .year, .compactDate: true
    default: false
    }
  }
}

extension NumberParser {
  func reads(_ text: String) -> Bool { number(text) != nil }
}

extension String {
  /// Whether the two differ in case, or in at most two letters of four or more.
  func isNear(_ other: String) -> Bool {
    let (left, right) = (Array(lowercased()), Array(other.lowercased()))
    if left == right { return true }
    guard abs(left.count - right.count) <= 2, max(left.count, right.count) >= 4 else {
      return false
    }
    var row = Array(0...right.count)
    for (place, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = place + 1
      for column in right.indices {
        let changed = diagonal + (letter == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = Swift.min(changed, row[column] + 1, diagonal + 1)
      }
    }
    return row[right.count] <= 2
  }
}
