internal import FoundationEssentials

extension SafeTensors {
  /// Reads a file, trusting no length in it: every one is checked against the bytes there are.
  ///
  /// - Parameter check: refuses files by their metadata, before their tensors are looked at.
  init(
    _ bytes: [UInt8], path: String,
    check: (_ metadata: [String: String]) throws(ModelFileError) -> Void
  ) throws(ModelFileError) {
    let (header, start) = try Self.header(of: bytes, path: path)
    metadata = header.metadata
    try check(metadata)
    let dataCount = bytes.count - start
    var tensors: [Tensor] = []
    var position = 0
    for (name, entry) in header.entries.sorted(by: { Self.isBefore($0, $1) }) {
      guard entry.data_offsets.count == 2, entry.data_offsets[0] == position,
        let type = ElementType(rawValue: entry.dtype), let size = Self.size(of: entry, type),
        size <= Int.max - position,
        entry.data_offsets[1] == position + size
      else {
        throw ModelFileError(
          .damaged, path: path, detail: "the place of tensor ‘\(name)’ does not fit its shape")
      }
      guard position + size <= dataCount else {
        throw ModelFileError(
          .truncated, path: path,
          detail: "tensor ‘\(name)’ ends at byte \(position + size) of \(dataCount)")
      }
      tensors.append(
        Tensor(
          name: name, type: type, shape: entry.shape,
          bytes: Array(bytes[start + position..<start + position + size])))
      position += size
    }
    guard position == dataCount else {
      throw ModelFileError(
        .damaged, path: path, detail: "\(dataCount - position) bytes follow the last tensor")
    }
    self.tensors = tensors
  }

  /// By place, and empty tensors before what begins at the same byte.
  private static func isBefore(_ one: (String, Entry), _ other: (String, Entry)) -> Bool {
    let (left, right) = (one.1.data_offsets, other.1.data_offsets)
    return left == right ? one.0 < other.0 : left.lexicographicallyPrecedes(right)
  }

  private static func header(
    of bytes: [UInt8], path: String
  ) throws(ModelFileError) -> (Header, start: Int) {
    guard bytes.count >= 8 else {
      throw ModelFileError(.foreign, path: path, detail: "it has only \(bytes.count) bytes")
    }
    let length = bytes[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length >= 2, length < 1 << 32, bytes.count > 8, bytes[8] == UInt8(ascii: "{") else {
      throw ModelFileError(.foreign, path: path, detail: "it does not begin like one")
    }
    guard length <= bytes.count - 8 else {
      throw ModelFileError(
        .truncated, path: path,
        detail: "its header has \(length) bytes and the file \(bytes.count) in all")
    }
    let start = 8 + Int(length)
    guard let header = try? JSONDecoder().decode(Header.self, from: Data(bytes[8..<start])) else {
      throw ModelFileError(.damaged, path: path, detail: "its header cannot be read")
    }
    return (header, start)
  }

  /// Bytes of a tensor, or nil where its shape makes no sense.
  private static func size(of entry: Entry, _ type: ElementType) -> Int? {
    var size = type.size
    for dimension in entry.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow else { return nil }
      size = product
    }
    return size
  }
}
