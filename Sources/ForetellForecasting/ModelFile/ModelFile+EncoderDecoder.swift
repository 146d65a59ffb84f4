internal import ForetellNetworks
internal import ForetellSeries

extension ModelFile {
  static func metadata(of forecaster: EncoderDecoderForecaster) throws -> [String: String] {
    var metadata = [
      "kind": "encoder-decoder", "recipe": try json(forecaster.resolved),
      "seed": String(forecaster.resolved.recipe.seed),
      "trained_steps": String(forecaster.trainedSteps),
    ]
    metadata["validation"] = try forecaster.validation.map(json)
    metadata["calibration"] = try forecaster.calibration.map(json)
    return metadata
  }
}

extension ModelContents {
  func encoderDecoder(
    frequency: Frequency, cutoff: Timestamp
  ) throws(ModelFileError) -> EncoderDecoderForecaster {
    let resolved = try decoded("recipe", as: ResolvedEncoderDecoder.self)
    guard resolved.isPlausible, let network = try? EncoderDecoder(resolved.network) else {
      throw damaged("the recipe names impossible sizes")
    }
    return EncoderDecoderForecaster(
      resolved: resolved, frequency: frequency, cutoff: cutoff,
      validation: try decodedIfPresent("validation", as: Validation.self),
      calibration: try calibration(), trainedSteps: trainedSteps,
      members: try members(resolved.members, of: network.layout),
      scaling: try scaling(resolved.normalization))
  }
}

extension ResolvedEncoderDecoder {
  /// Whether its sizes fit each other and its columns, whatever file they came from.
  var isPlausible: Bool {
    let sizes = [steps, seasonLength, members, recipe.horizon]
    return sizes.allSatisfy { (1...1_000_000).contains($0) } && validationSize >= 0
      && encoder.isPlausible && network.outputSize == 1 && network.past == layout.past
      && network.future == layout.future && Set(series).count == series.count
      && network.feedback == (recipe.feedsBack ? 0 : nil)
  }
}
