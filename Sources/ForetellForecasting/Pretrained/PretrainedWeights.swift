internal import ForetellFiles
internal import ForetellNetworks
internal import FoundationEssentials

/// Pretrained networks as one small file, in the safetensors layout.
///
/// Matrices are rounded to eight bits a number, a scale a row: `w ≈ q·s`, `s = max |w| / 127`. Tensor `CLASS.NAME`
/// holds q, `CLASS.NAME.scale` s; vectors are float32. A further network of a class, whose quantiles are averaged with
/// the first one's, is `CLASS-2`, and so on. The metadata has `format` `foretell-pretrained`, `format_version` `2`, an
/// entry `network.CLASS` of JSON each, and the `checksum` of a model file.
public struct PretrainedWeights: Sendable {
  public static let formatVersion = 2

  /// What the metadata says of a network.
  private struct Entry: Codable {
    let shape: PretrainedShape
    let tail: Double
    let record: PretrainingRecord
  }

  private let file: SafeTensors
  private let path: String
  /// What goes before the names of classes, where the file holds other things as well.
  private let prefix: String

  /// Networks of a class at the most.
  static let mostNetworks = 9

  /// Puts networks into a file, those of a class in their order.
  public init(_ networks: [PretrainedNetwork]) throws {
    var file = SafeTensors(
      metadata: [
        "format": "foretell-pretrained", "format_version": String(Self.formatVersion),
      ], tensors: [])
    try Self.put(networks, into: &file)
    file.metadata["checksum"] = ModelFile.checksum(of: file)
    self.init(in: file, path: "")
  }

  /// The networks within a file of another format, which has been checked.
  init(in file: SafeTensors, path: String, prefix: String = "") {
    self.file = file
    self.path = path
    self.prefix = prefix
  }

  /// Adds networks to a file of any format.
  static func put(
    _ networks: [PretrainedNetwork], into file: inout SafeTensors, prefix: String = ""
  ) throws {
    var counts: [SeasonClass: Int] = [:]
    for network in networks {
      let number = counts[network.shape.seasonClass, default: 0]
      counts[network.shape.seasonClass] = number + 1
      let name = prefix + Self.name(network.shape.seasonClass, number)
      file.metadata["network.\(name)"] = try ModelFile.json(
        Entry(shape: network.shape, tail: network.tail, record: network.record))
      for view in network.parameters.layout.views {
        file.tensors += Self.tensors(
          "\(name).\(view.name)", view.shape, network.parameters[view])
      }
    }
  }

  /// Reads a file; `path` is for messages.
  ///
  /// - Throws: ``ModelFileError`` where it is another file, newer, cut off or damaged.
  public init(_ bytes: [UInt8], path: String) throws(ModelFileError) {
    file = try SafeTensors(bytes, path: path) { metadata throws(ModelFileError) in
      guard metadata["format"] == "foretell-pretrained",
        let version = metadata["format_version"].flatMap({ Int($0) })
      else {
        throw ModelFileError(.foreign, path: path, detail: "it holds no pretrained networks")
      }
      guard version <= Self.formatVersion else {
        throw ModelFileError(.newer, path: path, detail: "its format is \(version)")
      }
    }
    self.path = path
    prefix = ""
    guard file.metadata["checksum"] == ModelFile.checksum(of: file) else {
      throw damaged("the checksum does not match")
    }
  }

  /// The bytes of the file.
  public func encoded() throws -> [UInt8] { try file.encoded() }

  /// The checksum over all of it.
  public var checksum: String { file.metadata["checksum"] ?? "" }

  /// The classes it has networks for.
  public var classes: [SeasonClass] {
    SeasonClass.allCases.filter { file.metadata["network.\(prefix)\($0.rawValue)"] != nil }
  }

  /// Under which a network stands in the file; `number` counts from 0.
  private static func name(_ seasonClass: SeasonClass, _ number: Int) -> String {
    seasonClass.rawValue + (number == 0 ? "" : "-\(number + 1)")
  }

  /// The networks of a class; nil where there is none.
  public func committee(
    _ seasonClass: SeasonClass
  ) throws(ModelFileError) -> PretrainedCommittee? {
    var networks: [PretrainedNetwork] = []
    while networks.count < Self.mostNetworks,
      let next = try network(seasonClass, number: networks.count)
    {
      networks.append(next)
    }
    guard !networks.isEmpty else { return nil }
    guard let committee = PretrainedCommittee(networks) else {
      throw damaged("the networks for \(seasonClass) series differ in shape")
    }
    return committee
  }

  /// One network of a class, by its number from 0; nil where there is none.
  public func network(
    _ seasonClass: SeasonClass, number: Int = 0
  ) throws(ModelFileError) -> PretrainedNetwork? {
    let name = prefix + Self.name(seasonClass, number)
    guard let text = file.metadata["network.\(name)"] else { return nil }
    guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(text.utf8)),
      entry.shape.seasonClass == seasonClass, entry.shape.isPlausible,
      entry.tail.isFinite, entry.tail > 0
    else { throw damaged("network ‘\(name)’ is impossible") }
    let layout = ParameterLayout(entry.shape.network(readout: .lastStep))
    var values: [Float] = []
    values.reserveCapacity(min(layout.count, 1 << 24))
    for view in layout.views {
      guard let part = numbers("\(name).\(view.name)", view.shape) else {
        throw damaged("tensor ‘\(name).\(view.name)’ is missing or has another shape")
      }
      values += part
    }
    let expected = layout.views.reduce(0) { $0 + ($1.shape.count == 2 ? 2 : 1) }
    guard file.tensors.count(where: { $0.name.hasPrefix("\(name).") }) == expected else {
      throw damaged("network ‘\(name)’ has tensors that its shape does not")
    }
    guard values.allSatisfy(\.isFinite),
      let parameters = try? Parameters(layout: layout, values: values),
      let network = try? PretrainedNetwork(
        shape: entry.shape, parameters: parameters, tail: entry.tail, record: entry.record)
    else { throw damaged("the parameters of ‘\(name)’ are not numbers") }
    return network
  }

  private func damaged(_ detail: String) -> ModelFileError {
    ModelFileError(.damaged, path: path, detail: detail)
  }
}

// Eight bits a number.
extension PretrainedWeights {
  private static func tensors(
    _ name: String, _ shape: [Int], _ values: ArraySlice<Float>
  ) -> [SafeTensors.Tensor] {
    guard shape.count == 2 else { return [.init(name, shape: shape, floats: values)] }
    var (bytes, scales) = ([UInt8](), [Float]())
    for row in stride(from: values.startIndex, to: values.endIndex, by: shape[1]) {
      let weights = values[row..<row + shape[1]]
      let scale = scale(of: weights)
      scales.append(scale)
      bytes += weights.map { UInt8(bitPattern: rounded($0, scale)) }
    }
    return [
      .init(name: name, type: .int8, shape: shape, bytes: bytes),
      .init("\(name).scale", shape: [shape[0]], floats: scales),
    ]
  }

  /// max |w| / 127, or the number beside it of which weights that were rounded before are exact multiples:
  /// rounding them again changes no bit.
  private static func scale(of weights: ArraySlice<Float>) -> Float {
    let scale = (weights.map(abs).max() ?? 0) / 127
    let exact = [scale, scale.nextUp, scale.nextDown].first { candidate in
      candidate > 0 && weights.allSatisfy { Float(rounded($0, candidate)) * candidate == $0 }
    }
    return exact ?? scale
  }

  private static func rounded(_ weight: Float, _ scale: Float) -> Int8 {
    scale > 0 ? Int8(max(-127, min(127, (weight / scale).rounded()))) : 0
  }

  private func numbers(_ name: String, _ shape: [Int]) -> [Float]? {
    func tensor(_ name: String, _ type: SafeTensors.ElementType, _ shape: [Int])
      -> SafeTensors.Tensor?
    { file.tensors.first { $0.name == name && $0.type == type && $0.shape == shape } }
    guard shape.count == 2 else { return tensor(name, .float32, shape)?.floats }
    guard let whole = tensor(name, .int8, shape),
      let scales = tensor("\(name).scale", .float32, [shape[0]])?.floats
    else { return nil }
    return whole.bytes.enumerated().map { place, byte in
      Float(Int8(bitPattern: byte)) * scales[place / shape[1]]
    }
  }
}
