extension CSVTokenizer {
  /// A record as text.
  package struct TextRecord: Hashable, Sendable {
    /// The physical line it begins on.
    package let line: Int
    package let fields: [String]
  }

  /// All records of some bytes, given to the tokenizer in pieces.
  package static func records(
    of bytes: [UInt8], delimiter: CSVDelimiter, usesSplitter: Bool, pieces: [Int]
  ) throws -> [TextRecord] {
    let tokenizer = CSVTokenizer(delimiter: delimiter, usesSplitter: usesSplitter)
    var records: [TextRecord] = []
    let take: (RecordBatch) -> Void = { batch in
      for record in 0..<batch.count {
        records.append(
          TextRecord(
            line: batch.records[record].line,
            fields: batch.fieldRange(of: record).map(batch.text)))
      }
    }
    var rest = bytes[...]
    for piece in pieces + [bytes.count] {
      try rest.prefix(piece).withUnsafeBytes { try tokenizer.parse($0, take) }
      rest = rest.dropFirst(piece)
    }
    try tokenizer.finish(take)
    return records
  }
}
