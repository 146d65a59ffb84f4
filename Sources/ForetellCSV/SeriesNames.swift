/// The ids of a file's series, numbered in order of first appearance.
///
/// Looked up by their bytes, first against the id of the row before and the one after it, so that
/// grouped and interleaved files hardly ever hash.
struct SeriesNames {
  private(set) var ids: [String] = []
  private var bytes: [UInt8] = []
  private var ends: [Int] = [0]
  /// Open addressing: a series number plus one, or 0.
  private var table = [Int32](repeating: 0, count: 64)
  private var hashes: [UInt64] = []
  private var last = 0

  /// The number of a known id, or nil.
  @inline(__always)
  mutating func number(of id: UnsafeBufferPointer<UInt8>) -> Int? {
    if last < ids.count, matches(last, id) { return last }
    let next = last + 1 < ids.count ? last + 1 : 0
    if next < ids.count, matches(next, id) {
      last = next
      return next
    }
    return lookUp(id)
  }

  private mutating func lookUp(_ id: UnsafeBufferPointer<UInt8>) -> Int? {
    let hash = Self.hash(id)
    var slot = Int(truncatingIfNeeded: hash) & (table.count - 1)
    while table[slot] != 0 {
      let series = Int(table[slot]) - 1
      if hashes[series] == hash, matches(series, id) {
        last = series
        return series
      }
      slot = (slot + 1) & (table.count - 1)
    }
    return nil
  }

  /// Adds an id that is not known and returns its number; nil where it is not UTF-8.
  mutating func add(_ id: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let text = String(validating: id, as: UTF8.self), ids.count < Int32.max - 1 else {
      return nil
    }
    ids.append(text)
    bytes.append(contentsOf: id)
    ends.append(bytes.count)
    hashes.append(Self.hash(id))
    if 2 * ids.count > table.count {
      table = [Int32](repeating: 0, count: 2 * table.count)
      for series in ids.indices { place(series) }
    } else {
      place(ids.count - 1)
    }
    last = ids.count - 1
    return last
  }

  /// The bytes of a known id.
  func withBytes<T>(of series: Int, _ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
    bytes.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[ends[series]..<ends[series + 1]]))
    }
  }

  private mutating func place(_ series: Int) {
    var slot = Int(truncatingIfNeeded: hashes[series]) & (table.count - 1)
    while table[slot] != 0 { slot = (slot + 1) & (table.count - 1) }
    table[slot] = Int32(series + 1)
  }

  @inline(__always)
  private func matches(_ series: Int, _ id: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = ends[series]
    guard ends[series + 1] - start == id.count else { return false }
    return bytes.withUnsafeBufferPointer { known in
      for place in 0..<id.count where known[start + place] != id[place] { return false }
      return true
    }
  }

  /// FNV-1a, with the high bits folded down for the table's mask.
  private static func hash(_ id: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in id { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash ^ (hash >> 32)
  }
}
