import Foundation
import ForetellFiles
import Testing

/// A safetensors file taken apart by a generic JSON parser, as any other reader would.
struct RawFile {
  var header: [String: Any]
  var data: [UInt8]

  init(_ bytes: [UInt8]) throws {
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    try #require(length <= bytes.count - 8)
    let json = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length]))
    header = try #require(json as? [String: Any])
    data = Array(bytes[(8 + length)...])
  }

  init(header: [String: Any], data: [UInt8]) {
    self.header = header
    self.data = data
  }

  var metadata: [String: String] {
    get { header["__metadata__"] as? [String: String] ?? [:] }
    set { header["__metadata__"] = newValue }
  }

  /// Name, type, shape and place of every tensor, in the order of their places.
  var tensors: [(name: String, type: String, shape: [Int], range: Range<Int>)] {
    header.compactMap { name, value -> (String, String, [Int], Range<Int>)? in
      guard let entry = value as? [String: Any], let type = entry["dtype"] as? String,
        let shape = entry["shape"] as? [Int], let places = entry["data_offsets"] as? [Int],
        places.count == 2, places[0] <= places[1]
      else { return nil }
      return (name, type, shape, places[0]..<places[1])
    }.sorted { ($0.3.lowerBound, $0.3.upperBound, $0.0) < ($1.3.lowerBound, $1.3.upperBound, $1.0) }
  }

  mutating func change(_ tensor: String, _ key: String, to value: Any) {
    var entry = header[tensor] as? [String: Any] ?? [:]
    entry[key] = value
    header[tensor] = entry
  }

  /// The checksum as ``ModelFile`` documents it.
  var checksum: String {
    var bytes: [UInt8] = []
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where key != "checksum" {
      bytes += Array(key.utf8) + [0] + Array(value.utf8) + [0]
    }
    for tensor in tensors {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      bytes += Array(tensor.name.utf8) + [0] + Array(tensor.type.utf8) + [0] + Array(shape.utf8)
      bytes += [0] + (data.indices.contains(tensor.range) ? data[tensor.range] : [])
    }
    let digits = String(CRC32.checksum(of: bytes), radix: 16)
    return "crc32:" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// With a checksum that is right, whatever was changed.
  func sealed() throws -> [UInt8] {
    var file = self
    file.metadata["checksum"] = checksum
    return try file.encoded()
  }

  func encoded() throws -> [UInt8] {
    let json = [UInt8](try JSONSerialization.data(withJSONObject: header, options: .sortedKeys))
    return (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) } + json + data
  }
}

extension Range where Bound == Int {
  fileprivate func contains(_ other: Range<Int>) -> Bool {
    other.lowerBound >= lowerBound && other.upperBound <= upperBound
  }
}
