/// Splits whole lines without quotes at delimiters and line breaks, eight bytes at a time.
///
/// White space around fields is left out and lines of white space are no records, as in libcsv.
struct PlainSplitter {
  let delimiter: UInt8

  /// Whether there is a quote among the bytes.
  static func holdsQuote(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let quote = UInt8(ascii: "\"")
    let words = bytes.count / 8
    var found: UInt64 = 0
    for word in 0..<words {
      found |= matches(bytes.loadUnaligned(fromByteOffset: 8 * word, as: UInt64.self), quote)
    }
    return found != 0 || bytes[(8 * words)...].contains(quote)
  }

  /// Whether the bytes end with a line break.
  static func endsLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.last == 10 || bytes.last == 13
  }

  /// The records of `bytes`, which hold no quote and end with a line break.
  func split(_ bytes: UnsafeRawBufferPointer, into buffer: inout RecordBuffer) {
    guard let base = bytes.baseAddress else { return }
    var start = 0
    var position = 0
    while position + 8 <= bytes.count {
      let word = UInt64(
        littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      var hits =
        Self.matches(word, delimiter) | Self.matches(word, 10) | Self.matches(word, 13)
      while hits != 0 {
        let hit = position + hits.trailingZeroBitCount / 8
        take(start, hit, base, &buffer)
        start = hit + 1
        hits &= hits - 1
      }
      position += 8
    }
    while position < bytes.count {
      let byte = bytes[position]
      if byte == delimiter || byte == 10 || byte == 13 {
        take(start, position, base, &buffer)
        start = position + 1
      }
      position += 1
    }
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
