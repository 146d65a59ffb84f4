internal import ForetellFiles
internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellSeries
internal import FoundationEssentials

extension ModelFile {
  /// Reads a model.
  ///
  /// - Throws: `FileError` where there is no such file; ``ModelFileError`` where it is not a model, is
  ///   damaged or cut off, or was written by a later version.
  public init(path: String) throws {
    try self.init(try InputFile.bytes(of: path), path: path)
  }

  /// Reads a model from its bytes; `path` is for messages.
  public init(_ bytes: [UInt8], path: String) throws(ModelFileError) {
    let file = try SafeTensors(bytes, path: path) { metadata throws(ModelFileError) in
      try Self.checkFormat(metadata, path: path)
    }
    let contents = ModelContents(file: file, path: path)
    guard file.metadata["checksum"] == Self.checksum(of: file) else {
      throw ModelFileError(.damaged, path: path, detail: "the checksum does not match")
    }
    let horizon = file.metadata["horizon"].flatMap { Int($0) }
    if let horizon, !(1...1_000_000).contains(horizon) {
      throw contents.damaged("a horizon of \(horizon) is none")
    }
    try self.init(
      contents.model(), timestampFormat: contents.timestampFormat(), horizon: horizon,
      schema: file.metadata["schema"],
      writer: file.metadata["foretell_version"] ?? "unknown")
  }
}

extension ModelFile {
  /// Refuses what is not ours, or too new for this version.
  private static func checkFormat(
    _ metadata: [String: String], path: String
  ) throws(ModelFileError) {
    guard metadata["format"] == "foretell",
      let version = metadata["format_version"].flatMap({ Int($0) }), version >= 1
    else {
      throw ModelFileError(
        .foreign, path: path, detail: "it holds tensors, but was not written by Foretell")
    }
    guard version <= formatVersion else {
      throw ModelFileError(
        .newer, path: path,
        detail: "its format is \(version), this version reads up to \(formatVersion)")
    }
  }
}

/// The parts of a model file on their way to a model.
struct ModelContents {
  let file: SafeTensors
  let path: String

  func damaged(_ detail: String) -> ModelFileError {
    ModelFileError(.damaged, path: path, detail: detail)
  }

  func timestampFormat() throws(ModelFileError) -> TimestampFormat {
    guard let format = file.metadata["time_format"].flatMap({ TimestampFormat($0) }) else {
      throw damaged("the time format is missing")
    }
    return format
  }

  func model() throws(ModelFileError) -> FittedModel {
    guard let frequency = file.metadata["frequency"].flatMap({ Frequency($0) }) else {
      throw damaged("the frequency is missing or impossible")
    }
    let cutoff = try decoded("cutoff", as: Timestamp.self)
    switch file.metadata["kind"] {
    case "baseline":
      let recipe = try decoded("recipe", as: BaselineRecipe.self)
      let forecaster = BaselineForecaster(
        baseline: recipe.baseline, seasonLength: max(1, recipe.seasonLength ?? 1))
      return .baseline(forecaster, frequency: frequency, cutoff: cutoff)
    case "classical":
      return .classical(try classical(frequency: frequency, cutoff: cutoff))
    case "recurrent":
      return .recurrent(try recurrent(frequency: frequency, cutoff: cutoff))
    case "stateful":
      let network = try recurrent(frequency: frequency, cutoff: cutoff)
      do throws(ForecastingError) {
        try network.resolved.checkCarriesState()
      } catch {
        throw damaged(error.message)
      }
      return .stateful(StatefulForecaster(network: network))
    case "encoder-decoder":
      return .encoderDecoder(try encoderDecoder(frequency: frequency, cutoff: cutoff))
    case "cold-start":
      return .coldStart(try coldStart(frequency: frequency, cutoff: cutoff))
    case "ensemble":
      return .ensemble(try ensemble(frequency: frequency, cutoff: cutoff))
    case "pretrained":
      return .pretrained(try pretrained(frequency: frequency, cutoff: cutoff))
    case "tuned":
      return .tuned(try tuned(frequency: frequency, cutoff: cutoff))
    case "likelihood":
      return .likelihood(try likelihood(frequency: frequency, cutoff: cutoff))
    case let kind:
      throw ModelFileError(
        .newer, path: path, detail: "it holds a model of the unknown kind ‘\(kind ?? "")’")
    }
  }

  private func classical(
    frequency: Frequency, cutoff: Timestamp
  ) throws(ModelFileError) -> ClassicalForecaster {
    let recipe = try decoded("recipe", as: ClassicalRecipe.self)
    let fits = try decoded("fits", as: [String: SeriesFit].self)
    guard let seasonLength = recipe.seasonLength, seasonLength >= 1,
      fits.values.allSatisfy({ $0.isPlausible(seasonLength: seasonLength) })
    else { throw damaged("what was fitted to a series is impossible") }
    return ClassicalForecaster(
      method: recipe.method, seasonLength: seasonLength, frequency: frequency, cutoff: cutoff,
      fits: fits)
  }

  /// What intervals are made of; nil where the file has nothing of it.
  func calibration() throws(ModelFileError) -> Calibration? {
    guard file.metadata["calibration"] != nil else { return nil }
    let calibration = try decoded("calibration", as: Calibration.self)
    let numbers = calibration.spread + calibration.ratios
    guard !calibration.spread.isEmpty, calibration.origins >= 0,
      numbers.allSatisfy({ $0 >= 0 && $0.isFinite })
    else { throw damaged("the calibration of the intervals is impossible") }
    return calibration
  }

  private func recurrent(
    frequency: Frequency, cutoff: Timestamp
  ) throws(ModelFileError) -> RecurrentForecaster {
    let resolved = try decoded("recipe", as: ResolvedRecipe.self)
    guard let network = try? RecurrentNetwork(resolved.network), resolved.isPlausible else {
      throw damaged("the recipe names impossible sizes")
    }
    return RecurrentForecaster(
      resolved: resolved, frequency: frequency, cutoff: cutoff,
      validation: try decodedIfPresent("validation", as: Validation.self),
      calibration: try calibration(), trainedSteps: trainedSteps,
      members: try members(resolved.members, of: network.layout),
      scaling: try scaling(resolved.normalization))
  }

  var trainedSteps: Int { file.metadata["trained_steps"].flatMap { Int($0) } ?? 0 }

  /// The parameters of all members.
  func members(
    _ count: Int, of layout: ParameterLayout
  ) throws(ModelFileError) -> [Parameters<Float>] {
    let bytes = file.tensors.reduce(0) { $0 + $1.bytes.count }
    let (needed, overflow) = count.multipliedReportingOverflow(by: layout.count)
    guard !overflow, needed <= bytes / MemoryLayout<Float>.size else {
      throw damaged("the recipe names more parameters than the file holds")
    }
    var members: [Parameters<Float>] = []
    for number in 0..<count { members.append(try parameters(of: layout, member: number)) }
    return members
  }

  /// The parameters of a member, tensor by tensor.
  func parameters(
    of layout: ParameterLayout, member number: Int
  ) throws(ModelFileError) -> Parameters<Float> {
    let bytes = file.tensors.reduce(0) { $0 + $1.bytes.count }
    guard layout.count <= bytes / MemoryLayout<Float>.size else {
      throw damaged("member \(number) has more parameters than the file holds")
    }
    var values: [Float] = []
    values.reserveCapacity(layout.count)
    for view in layout.views {
      let tensor = try tensor("member.\(number).\(view.name)", .float32, shape: view.shape)
      values += tensor.floats
    }
    guard values.allSatisfy(\.isFinite),
      let parameters = try? Parameters(layout: layout, values: values)
    else { throw damaged("the parameters of member \(number) are not numbers") }
    return parameters
  }

  func scaling(_ normalization: Normalization) throws(ModelFileError) -> Scaling {
    let ids = try seriesIDs()
    let panelMaps = normalization.methods(over: .panel).count
    let panel = try maps(
      tensor("normalizer.panel", .float64, shape: [panelMaps, 3]).doubles, each: panelMaps)
    let perSeries = ids.isEmpty ? 0 : normalization.methods(over: .series).count
    let states = try maps(
      tensor("normalizer.series", .float64, shape: [ids.count, perSeries, 3]).doubles,
      each: perSeries)
    let gain = try tensor("gain", .float64, shape: [2]).doubles
    guard gain.allSatisfy({ $0.isFinite && $0 > 0 }), panel.count <= 1, states.count == ids.count
    else { throw damaged("the normalizers do not fit the recipe") }
    return Scaling(
      normalization, panel: panel.first ?? .identity,
      series: Dictionary(zip(ids, states)) { first, _ in first },
      gain: Scaling.Gain(input: gain[0], output: gain[1]))
  }

  private func seriesIDs() throws(ModelFileError) -> [String] {
    guard let tensor = file.tensors.first(where: { $0.name == "series.ids" }),
      let ids = try? JSONDecoder().decode([String].self, from: Data(tensor.bytes))
    else { throw damaged("the names of the series are missing") }
    return ids
  }

  /// Normalizers of `each` maps from rows of three numbers.
  private func maps(_ numbers: [Double], each: Int) throws(ModelFileError) -> [Normalizer] {
    guard each > 0 else { return [] }
    var normalizers: [Normalizer] = []
    for start in stride(from: 0, to: numbers.count, by: 3 * each) {
      let maps = (0..<each).compactMap {
        Normalizer.Map(numbers[start + 3 * $0..<start + 3 * $0 + 3])
      }
      guard maps.count == each else { throw damaged("a normalizer has impossible numbers") }
      normalizers.append(Normalizer(maps: maps))
    }
    return normalizers
  }

  private func tensor(
    _ name: String, _ type: SafeTensors.ElementType, shape: [Int]
  ) throws(ModelFileError) -> SafeTensors.Tensor {
    guard let tensor = file.tensors.first(where: { $0.name == name }), tensor.type == type,
      tensor.shape == shape
    else { throw damaged("tensor ‘\(name)’ is missing or has another shape") }
    return tensor
  }

  /// As ``decoded(_:as:)``; nil where the file has nothing of it.
  func decodedIfPresent<T: Decodable>(
    _ key: String, as type: T.Type
  ) throws(ModelFileError) -> T? {
    file.metadata[key] == nil ? nil : try decoded(key, as: type)
  }

  func decoded<T: Decodable>(
    _ key: String, as type: T.Type
  ) throws(ModelFileError) -> T {
    guard let text = file.metadata[key],
      let value = try? JSONDecoder().decode(type, from: Data(text.utf8))
    else { throw damaged("‘\(key)’ cannot be read") }
    return value
  }
}

extension ResolvedRecipe {
  /// Whether its sizes fit each other and memory, whatever file they came from.
  var isPlausible: Bool {
    let sizes = [width, steps, recipe.stride, seasonLength, members, recipe.horizon]
    return sizes.allSatisfy { (1...1_000_000).contains($0) } && network.inputSize == width
      && width * steps <= 1 << 26 && network.embeddings.isEmpty && network.direction == .forward
      && (try? training.loss.validate(for: network)) != nil
      && validationSize >= 0
  }
}
