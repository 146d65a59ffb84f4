internal import FoundationEssentials

/// The safetensors layout: an 8-byte length, a JSON header, raw little-endian tensors.
///
/// Source: huggingface/safetensors, format description.
struct SafeTensors: Sendable {
  enum ElementType: String, Codable, Sendable {
    case float32 = "F32"
    case float64 = "F64"
    case uint8 = "U8"
    case int8 = "I8"

    var size: Int {
      switch self {
      case .float32: 4
      case .float64: 8
      case .uint8, .int8: 1
      }
    }
  }

  /// An array with its name, shape, and bytes within the data.
  struct Tensor: Sendable {
    let name: String
    let type: ElementType
    let shape: [Int]
    let bytes: [UInt8]
  }

  var metadata: [String: String]
  var tensors: [Tensor]

  /// An entry of the header.
  struct Entry: Codable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  /// The header, in which one name is not a tensor's.
  struct Header: Codable {
    static let metadataName = "__metadata__"
    var metadata: [String: String] = [:]
    var entries: [String: Entry] = [:]

    private struct Name: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init() {}

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Name.self)
      for name in container.allKeys {
        if name.stringValue == Self.metadataName {
          metadata = try container.decode([String: String].self, forKey: name)
        } else {
          entries[name.stringValue] = try container.decode(Entry.self, forKey: name)
        }
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Name.self)
      try container.encode(metadata, forKey: Name(stringValue: Self.metadataName))
      for (name, entry) in entries {
        try container.encode(entry, forKey: Name(stringValue: name))
      }
    }
  }

  /// The data of all tensors, one after the other.
  var data: [UInt8] { tensors.flatMap(\.bytes) }

  /// The whole file; the same content gives the same bytes.
  func encoded() throws -> [UInt8] {
    var header = Header()
    header.metadata = metadata
    var offset = 0
    for tensor in tensors {
      header.entries[tensor.name] = Entry(
        dtype: tensor.type.rawValue, shape: tensor.shape,
        data_offsets: [offset, offset + tensor.bytes.count])
      offset += tensor.bytes.count
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = [UInt8](try encoder.encode(header))
    // Padded, so that the data begin at a multiple of eight.
    json += Array(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
    return Self.littleEndian(UInt64(json.count)) + json + data
  }

  static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}

extension SafeTensors.Tensor {
  init(_ name: String, shape: [Int], floats: some Sequence<Float>) {
    self.init(
      name: name, type: .float32, shape: shape,
      bytes: floats.flatMap { SafeTensors.littleEndian($0.bitPattern) })
  }

  init(_ name: String, shape: [Int], doubles: some Sequence<Double>) {
    self.init(
      name: name, type: .float64, shape: shape,
      bytes: doubles.flatMap { SafeTensors.littleEndian($0.bitPattern) })
  }

  /// The elements of a float32 tensor.
  var floats: [Float] {
    stride(from: 0, to: bytes.count, by: 4).map { Float(bitPattern: integer(at: $0)) }
  }

  /// The elements of a float64 tensor.
  var doubles: [Double] {
    stride(from: 0, to: bytes.count, by: 8).map { Double(bitPattern: integer(at: $0)) }
  }

  private func integer<T: FixedWidthInteger>(at offset: Int) -> T {
    (0..<MemoryLayout<T>.size).reduce(0) { $0 | T(bytes[offset + $1]) << T(8 * $1) }
  }
}
