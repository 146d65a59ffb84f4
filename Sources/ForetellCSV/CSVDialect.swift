/// How the fields of a file are written, found from its first bytes.
struct CSVDialect {
  let delimiter: CSVDelimiter
  /// Bytes of the byte-order mark to be skipped.
  let markLength: Int

  /// - Throws: ``CSVError`` where the bytes are no UTF-8 text: UTF-16, an archive, a workbook.
  init(_ head: [UInt8], options: CSVOptions) throws(CSVError) {
    try Self.refuseForeign(head)
    markLength = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    delimiter = options.delimiter ?? Self.delimiter(of: head[markLength...])
  }

  private static func refuseForeign(_ head: [UInt8]) throws(CSVError) {
    if head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) {
      throw CSVError(
        .encoding, "the file is a workbook or an archive, not a CSV",
        remedy: "save the sheet as ‘CSV UTF-8’, or unpack it first")
    }
    if head.starts(with: [0x1F, 0x8B]) {
      throw CSVError(
        .encoding, "the file is compressed", remedy: "read it as gunzip -c FILE | foretell … -")
    }
    if head.starts(with: Array("PAR1".utf8)) {
      throw CSVError(.encoding, "the file is Parquet, not a CSV", remedy: "export it as CSV")
    }
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      throw CSVError(
        .encoding, "the file is UTF-16, not UTF-8 text", line: 1,
        remedy: "save it as ‘CSV UTF-8’, or convert it: iconv -f UTF-16 -t UTF-8")
    }
    if let zero = head.firstIndex(of: 0) {
      let line = 1 + head[..<zero].count { $0 == 10 }
      throw CSVError(
        .encoding, "there is a zero byte, so the file is UTF-16 or binary, not UTF-8 text",
        line: line, remedy: "remove it, or convert the file: iconv -f UTF-16 -t UTF-8")
    }
  }

  /// The delimiter that occurs in most lines as often as in the first, outside quotes.
  private static func delimiter(of head: ArraySlice<UInt8>) -> CSVDelimiter {
    var lines = [[Int]]()
    var counts = [0, 0, 0, 0]
    var isQuoted = false
    var isBlank = true
    for byte in head where lines.count < 50 {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, byte == 10 || byte == 13 {
        if !isBlank { lines.append(counts) }
        (counts, isBlank) = ([0, 0, 0, 0], true)
      } else {
        isBlank = false
        for (place, delimiter) in CSVDelimiter.allCases.enumerated()
        where !isQuoted && byte == delimiter.byte { counts[place] += 1 }
      }
    }
    if lines.isEmpty, !isBlank { lines.append(counts) }
    guard let header = lines.first else { return .comma }
    func score(_ place: Int) -> (Int, Int) {
      header[place] == 0
        ? (0, 0) : (lines.count { $0[place] == header[place] }, header[place])
    }
    let best = CSVDelimiter.allCases.indices.max { score($0) < score($1) } ?? 0
    return score(best) == (0, 0) ? .comma : CSVDelimiter.allCases[best]
  }
}
