/// Splits whole lines at delimiters and line breaks, eight bytes at a time.
///
/// White space around fields is left out and lines of white space are no records, as in libcsv. Quotes
/// may enclose a whole field that holds neither quotes nor line breaks; others are left to libcsv.
struct PlainSplitter {
  let delimiter: UInt8

  /// Whether the bytes end with a line break.
  static func endsLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.last == 10 || bytes.last == 13
  }

  /// The records of `bytes`, which end with a line break.
  ///
  /// - Returns: false, with the buffer as it was, where there is a quote of another kind.
  func split(_ bytes: UnsafeRawBufferPointer, into target: inout RecordBuffer) -> Bool {
    guard let base = bytes.baseAddress else { return true }
    // A copy of its places and counts, which can stay in registers.
    var buffer = target
    var start = 0
    var position = 0
    while position < bytes.count {
      var hits = hits(Self.word(bytes, base, at: position))
      position += 8
      while hits != 0 {
        let hit = position - 8 + hits.trailingZeroBitCount / 8
        let byte = base.load(fromByteOffset: hit, as: UInt8.self)
        if byte == Self.quote {
          guard hit == start, let end = takeQuoted(hit, bytes, base, &buffer) else {
            return false
          }
          (start, position) = (end, end)
          break
        }
        hits &= hits - 1
        // Some bytes are met on the way that end nothing.
        guard byte == delimiter || byte == 10 || byte == 13 else { continue }
        take(start, hit, base, &buffer)
        start = hit + 1
      }
    }
    target = buffer
    return true
  }

  private static let quote = UInt8(ascii: "\"")

  /// The eight bytes at `position`, or fewer at the end, with letters in the place of the others.
  @inline(__always)
  private static func word(
    _ bytes: UnsafeRawBufferPointer, _ base: UnsafeRawPointer, at position: Int
  ) -> UInt64 {
    if position + 8 <= bytes.count {
      return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }
    var word: UInt64 = 0x6161_6161_6161_6161 << UInt64(8 * (bytes.count - position))
    for place in position..<bytes.count {
      word |= UInt64(bytes[place]) << UInt64(8 * (place - position))
    }
    return word
  }

  /// The high bit of every byte of a word that may end a field or begin a quoted one, and of some others.
  ///
  /// Line breaks, quotes, tabs and commas are all small, digits and letters are not: one comparison finds
  /// them. A borrow may mark a byte that equals the limit, above one that is marked.
  @inline(__always)
  private func hits(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    if delimiter <= Self.comma {
      return (word &- ones &* UInt64(Self.comma + 1)) & ~word & high
    }
    return (word &- ones &* UInt64(Self.quote + 1)) & ~word & high | Self.matches(word, delimiter)
  }

  private static let comma = UInt8(ascii: ",")

  /// Takes a field in quotes and what ends it.
  ///
  /// - Returns: where the next field begins; nil where the closing quote does not end the field.
  @inline(__always)
  private func takeQuoted(
    _ open: Int, _ bytes: UnsafeRawBufferPointer, _ base: UnsafeRawPointer,
    _ buffer: inout RecordBuffer
  ) -> Int? {
    var close = open + 1
    while close < bytes.count {
      let byte = base.load(fromByteOffset: close, as: UInt8.self)
      if byte == Self.quote { break }
      if byte == 10 || byte == 13 { return nil }
      close += 1
    }
    guard close + 1 < bytes.count else { return nil }
    let terminator = base.load(fromByteOffset: close + 1, as: UInt8.self)
    guard terminator == delimiter || terminator == 10 || terminator == 13 else { return nil }
    buffer.append(open + 1, close)
    if terminator != delimiter { buffer.endRecord(Int32(terminator)) }
    return close + 2
  }

  /// The high bit of every byte of `word` that equals `byte`; exact, without borrows between bytes.
  @inline(__always)
  private static func matches(_ word: UInt64, _ byte: UInt8) -> UInt64 {
    let low: UInt64 = 0x7f7f_7f7f_7f7f_7f7f
    let difference = word ^ (UInt64(byte) &* 0x0101_0101_0101_0101)
    return ~(((difference & low) &+ low) | difference | low)
  }

  @inline(__always)
  private func take(
    _ start: Int, _ end: Int, _ base: UnsafeRawPointer, _ buffer: inout RecordBuffer
  ) {
    let terminator = base.load(fromByteOffset: end, as: UInt8.self)
    var first = start
    var last = end
    while first < last, isSpace(base.load(fromByteOffset: first, as: UInt8.self)) { first += 1 }
    while first < last, isSpace(base.load(fromByteOffset: last - 1, as: UInt8.self)) { last -= 1 }
    if terminator == delimiter {
      buffer.append(first, last)
    } else {
      if first < last || !buffer.isAtRecordStart { buffer.append(first, last) }
      buffer.endRecord(Int32(terminator))
    }
  }

  @inline(__always)
  private func isSpace(_ byte: UInt8) -> Bool {
    (byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")) && byte != delimiter
  }
}
