internal import ForetellNetworks
internal import ForetellSeries

extension ModelFile {
  static func metadata(of forecaster: LikelihoodForecaster) throws -> [String: String] {
    [
      "kind": "likelihood", "recipe": try json(forecaster.resolved),
      "record": try json(forecaster.record), "seed": String(forecaster.resolved.recipe.seed),
      "trained_steps": String(forecaster.record.trainedSteps),
    ]
  }
}

extension ModelContents {
  func likelihood(
    frequency: Frequency, cutoff: Timestamp
  ) throws(ModelFileError) -> LikelihoodForecaster {
    let resolved = try decoded("recipe", as: ResolvedLikelihood.self)
    guard resolved.isPlausible, let network = try? RecurrentNetwork(resolved.network) else {
      throw damaged("the recipe names impossible sizes")
    }
    let bytes = file.tensors.reduce(0) { $0 + $1.bytes.count }
    guard resolved.members * network.layout.count <= bytes / MemoryLayout<Float>.size else {
      throw damaged("the recipe names more parameters than the file holds")
    }
    var members: [Parameters<Float>] = []
    for number in 0..<resolved.members {
      members.append(try parameters(of: network.layout, member: number))
    }
    return LikelihoodForecaster(
      resolved: resolved, frequency: frequency, cutoff: cutoff,
      record: try decoded("record", as: LikelihoodRecord.self), members: members)
  }
}

extension ResolvedLikelihood {
  /// Whether its sizes fit each other and memory, whatever file they came from.
  var isPlausible: Bool {
    guard network.direction == .forward, network.segmentLength == nil else { return false }
    let sizes = [seasonLength, context, reach, members] + lags
    return sizes.allSatisfy { (1...1_000_000).contains($0) } && lags.count <= 64
      && (20...100_000).contains(recipe.paths)
      && network.inputSize == layout.numeric && network.embeddings == layout.embeddings
      && network.outputSize == likelihood.outputSize && network.output == .linear
      && network.readout == .everyStep && series.map { Set($0).count == $0.count } ?? true
      && encoder.map { $0.isPlausible && $0.columns.past.isEmpty } ?? true
      && logUnit.mean.isFinite && logUnit.spread > 0 && logUnit.spread.isFinite
  }
}
