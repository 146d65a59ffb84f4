internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellSeries

extension ModelFile {
  static func metadata(of forecaster: ColdStartForecaster) throws -> [String: String] {
    var metadata = [
      "kind": "cold-start", "recipe": try json(forecaster.resolved),
      "seed": String(forecaster.resolved.recipe.seed),
      "trained_steps": String(forecaster.trainedSteps),
    ]
    metadata["trial"] = try forecaster.trial.map(json)
    metadata["calibration"] = try forecaster.calibration.map(json)
    return metadata
  }
}

extension ColdStartForecaster {
  /// What holds for all series; there is no more to it.
  var scaling: Scaling {
    Scaling(resolved.normalization, panel: normalizer, series: [:], gain: Scaling.Gain())
  }
}

extension ModelContents {
  func coldStart(
    frequency: Frequency, cutoff: Timestamp
  ) throws(ModelFileError) -> ColdStartForecaster {
    let resolved = try decoded("recipe", as: ResolvedColdStart.self)
    guard resolved.isPlausible, let network = try? EncoderDecoder(resolved.network) else {
      throw damaged("the recipe names impossible sizes")
    }
    return ColdStartForecaster(
      resolved: resolved, frequency: frequency, cutoff: cutoff,
      trial: try decodedIfPresent("trial", as: LaunchTrial.self), calibration: try calibration(),
      trainedSteps: trainedSteps,
      members: try members(resolved.recipe.members, of: network.layout),
      normalizer: try scaling(resolved.normalization).panel)
  }
}

extension ResolvedColdStart {
  /// Whether its sizes fit each other and its columns, whatever file they came from.
  var isPlausible: Bool {
    let layout = CovariateLayout(encoder)
    let tables = layout.fixed.vocabularies.map(\.embedding)
    return (1...1_000_000).contains(recipe.horizon) && (1...1000).contains(recipe.members)
      && encoder.isPlausible && encoder.columns.past.isEmpty && encoder.columns.known.isEmpty
      && network.outputSize == 1 && network.feedback == nil
      && network.past.numeric == layout.fixed.numeric.count
      && network.past.embeddings == tables
      && network.future.numeric == layout.knownWidth + layout.fixed.numeric.count + 1
      && network.future.embeddings == tables + [Embedding(categories: recipe.horizon)]
      && normalization.stages.allSatisfy { $0.scope == .panel }
  }
}
