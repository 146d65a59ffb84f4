internal import ForetellFiles
internal import ForetellNetworks
internal import ForetellNormalization
public import ForetellSeries
internal import FoundationEssentials

/// A fitted model as one file: the safetensors layout with our metadata in its `__metadata__`.
///
/// | key | content |
/// | --- | --- |
/// | `format`, `format_version` | `foretell` and `1` |
/// | `foretell_version` | who wrote it |
/// | `kind` | `recurrent`, `encoder-decoder`, `cold-start`, `baseline`, `classical`, `ensemble`, `pretrained`, `tuned`, `stateful` or `likelihood` |
/// | `recipe` | JSON of ``ResolvedRecipe``, ``ResolvedEncoderDecoder``, ``ResolvedEnsemble``, ``ResolvedLikelihood``, or the recipe of another kind |
/// | `ensemble` | of an ensemble: JSON of its blend, networks and fits |
/// | `network.CLASS` | of a pretrained or tuned network: JSON of its shape, tail and record |
/// | `record` | of a likelihood network: JSON of ``LikelihoodRecord`` |
/// | `tuning` | of tuned networks: JSON of ``TuningRecord`` |
/// | `fits` | of a classical model: JSON of a ``SeriesFit`` for each id |
/// | `frequency`, `cutoff`, `time_format` | of the panel it was fitted to |
/// | `horizon` | the one it was fitted for, where there was one |
/// | `seed`, `trained_steps`, `validation` | how it was made, and how it did |
/// | `schema` | JSON of the source's columns, kept for whoever wrote it |
/// | `checksum` | `crc32:` and eight hexadecimal digits, over all the rest |
///
/// Tensors: `member.N.` and PyTorch's parameter name, float32, or `CLASS.` and the name as in ``PretrainedWeights``; `normalizer.panel` `[maps, 3]`,
/// `normalizer.series` `[series, maps, 3]` and `gain` `[2]`, float64; `series.ids`, the bytes of a JSON
/// array. A map is its kind (0 affine, 1 logarithm, 2 symmetric logarithm), offset and scale.
///
/// The checksum is a CRC-32 over every other metadata entry in the order of the keys (key, zero byte,
/// value, zero byte) and every tensor in the order of the data (name, zero byte, type, zero byte, the
/// dimensions with commas between, zero byte, bytes): a changed recipe is found like a changed weight.
///
/// Loading runs no code and trusts no length. Equal models give equal bytes.
public struct ModelFile: Sendable {
  /// The newest version of the format this library reads and the one it writes.
  public static let formatVersion = 1

  public let model: FittedModel
  /// How stamps were written in the data it was fitted to, and for how many steps it was asked.
  public let timestampFormat: TimestampFormat
  public let horizon: Int?
  /// JSON of the source's columns, as whoever saved the model wrote it; nil where nobody did.
  public let schema: String?
  /// Who wrote it.
  public let writer: String

  public init(
    _ model: FittedModel, timestampFormat: TimestampFormat, horizon: Int?, schema: String? = nil,
    writer: String
  ) {
    self.model = model
    self.timestampFormat = timestampFormat
    self.horizon = horizon
    self.schema = schema
    self.writer = writer
  }

  /// Writes the file, whole or not at all.
  ///
  /// - Throws: `FileError` where it cannot be written.
  public func write(to path: String) throws {
    let bytes = try encoded()
    try OutputFile.write(to: path) { (file) throws(FileError) in try file.write(bytes) }
  }

  /// The bytes of the file.
  public func encoded() throws -> [UInt8] {
    var file = SafeTensors(metadata: try metadata(), tensors: [])
    if case .recurrent(let forecaster) = model {
      file.tensors = try Self.tensors(of: forecaster.members, forecaster.scaling)
    } else if case .stateful(let forecaster) = model {
      file.tensors = try Self.tensors(of: forecaster.network.members, forecaster.network.scaling)
    } else if case .coldStart(let forecaster) = model {
      file.tensors = try Self.tensors(of: forecaster.members, forecaster.scaling)
    } else if case .encoderDecoder(let forecaster) = model {
      file.tensors = try Self.tensors(of: forecaster.members, forecaster.scaling)
    } else if case .ensemble(let forecaster) = model {
      file.tensors = Self.tensors(of: forecaster)
      try forecaster.putNetworks(into: &file)
    } else if case .pretrained(let forecaster) = model {
      try PretrainedWeights.put(forecaster.ordered, into: &file)
    } else if case .tuned(let forecaster) = model {
      try PretrainedWeights.put(forecaster.pretrained.ordered, into: &file)
    } else if case .likelihood(let forecaster) = model {
      file.tensors = Self.tensors(ofMembers: forecaster.members)
    }
    file.metadata["checksum"] = Self.checksum(of: file)
    return try file.encoded()
  }

  static func checksum(of file: SafeTensors) -> String {
    var crc = CRC32()
    func see(_ text: String) { Array("\(text)\0".utf8).withUnsafeBytes { crc.update($0) } }
    for (key, value) in file.metadata.sorted(by: { $0.key < $1.key }) where key != "checksum" {
      see(key)
      see(value)
    }
    for tensor in file.tensors {
      see(tensor.name)
      see(tensor.type.rawValue)
      see(tensor.shape.map(String.init).joined(separator: ","))
      tensor.bytes.withUnsafeBytes { crc.update($0) }
    }
    let digits = String(crc.value, radix: 16)
    return "crc32:" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  private func metadata() throws -> [String: String] {
    var metadata = [
      "format": "foretell", "format_version": String(Self.formatVersion),
      "foretell_version": writer, "model": model.name, "frequency": model.frequency.description,
      "cutoff": try Self.json(model.cutoff),
      "time_format": timestampFormat.description,
    ]
    metadata["schema"] = schema
    metadata["horizon"] = horizon.map(String.init)
    switch model {
    case .recurrent(let forecaster):
      metadata["kind"] = "recurrent"
      metadata.merge(try Self.metadata(of: forecaster)) { $1 }
    case .stateful(let forecaster):
      metadata["kind"] = "stateful"
      metadata.merge(try Self.metadata(of: forecaster.network)) { $1 }
    case .baseline(let forecaster, _, _):
      metadata["kind"] = "baseline"
      metadata["recipe"] = try Self.json(
        BaselineRecipe(forecaster.baseline, seasonLength: forecaster.seasonLength))
    case .classical(let forecaster):
      metadata["kind"] = "classical"
      metadata["recipe"] = try Self.json(
        ClassicalRecipe(forecaster.method, seasonLength: forecaster.seasonLength))
      metadata["fits"] = try Self.json(forecaster.fits)
    case .coldStart(let forecaster):
      metadata.merge(try Self.metadata(of: forecaster)) { $1 }
    case .encoderDecoder(let forecaster):
      metadata.merge(try Self.metadata(of: forecaster)) { $1 }
    case .ensemble(let forecaster):
      metadata.merge(try Self.metadata(of: forecaster)) { $1 }
    case .pretrained(let forecaster):
      metadata.merge(try Self.metadata(of: forecaster)) { $1 }
    case .tuned(let forecaster):
      metadata.merge(try Self.metadata(of: forecaster)) { $1 }
    case .likelihood(let forecaster):
      metadata.merge(try Self.metadata(of: forecaster)) { $1 }
    }
    return metadata
  }

  private static func metadata(of forecaster: RecurrentForecaster) throws -> [String: String] {
    var metadata = [
      "recipe": try json(forecaster.resolved), "seed": String(forecaster.resolved.recipe.seed),
      "trained_steps": String(forecaster.trainedSteps),
    ]
    metadata["validation"] = try forecaster.validation.map(json)
    metadata["calibration"] = try forecaster.calibration.map(json)
    return metadata
  }

  private static func tensors(
    of members: [Parameters<Float>], _ scaling: Scaling
  ) throws -> [SafeTensors.Tensor] {
    var tensors = tensors(ofMembers: members)
    let ids = scaling.series.keys.sorted()
    let maps = ids.first.flatMap { scaling.series[$0] }?.maps.count ?? 0
    tensors.append(
      .init(
        "normalizer.panel", shape: [scaling.panel.maps.count, 3],
        doubles: scaling.panel.maps.flatMap(\.numbers)))
    tensors.append(
      .init(
        "normalizer.series", shape: [ids.count, maps, 3],
        doubles: ids.flatMap { scaling.series[$0]?.maps.flatMap(\.numbers) ?? [] }))
    tensors.append(
      .init("gain", shape: [2], doubles: [scaling.gain.input, scaling.gain.output]))
    let names = Array(try JSONEncoder().encode(ids))
    tensors.append(.init(name: "series.ids", type: .uint8, shape: [names.count], bytes: names))
    return tensors
  }

  static func tensors(ofMembers members: [Parameters<Float>]) -> [SafeTensors.Tensor] {
    members.enumerated().flatMap { number, parameters in
      parameters.layout.views.map { view in
        .init("member.\(number).\(view.name)", shape: view.shape, floats: parameters[view])
      }
    }
  }

  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

extension Normalizer.Map {
  /// Kind, offset and scale.
  var numbers: [Double] {
    switch self {
    case .affine(let offset, let scale): [0, offset, scale]
    case .logarithm: [1, 0, 1]
    case .symmetricLogarithm(let scale): [2, 0, scale]
    }
  }

  /// The map of three numbers, or nil where they name none.
  init?(_ numbers: ArraySlice<Double>) {
    let numbers = Array(numbers)
    guard numbers.count == 3, numbers[1].isFinite, numbers[2].isFinite, numbers[2] > 0 else {
      return nil
    }
    switch numbers[0] {
    case 0: self = .affine(offset: numbers[1], scale: numbers[2])
    case 1: self = .logarithm
    case 2: self = .symmetricLogarithm(scale: numbers[2])
    default: return nil
    }
  }
}
