internal import ForetellNetworks
internal import ForetellSeries
internal import FoundationEssentials

// The networks themselves go into the file, eight bits a number as in the binary, and not a name for them: it
// forecasts the same bits when a later version brings other networks.

extension ModelFile {
  static func metadata(of forecaster: PretrainedForecaster) throws -> [String: String] {
    [
      "kind": "pretrained",
      "recipe": try json(PretrainedRecipe(seasonLength: forecaster.seasonLength)),
    ]
  }

  static func metadata(of forecaster: TunedForecaster) throws -> [String: String] {
    var metadata = [
      "kind": "tuned", "recipe": try json(forecaster.recipe), "tuning": try json(forecaster.tuning),
      "seed": String(forecaster.recipe.seed),
    ]
    metadata["validation"] = try forecaster.validation.map(json)
    return metadata
  }
}

extension PretrainedForecaster {
  /// Its networks in the order of their classes.
  var ordered: [PretrainedNetwork] {
    SeasonClass.allCases.flatMap { committees[$0]?.networks ?? [] }
  }
}

extension ModelContents {
  func pretrained(
    frequency: Frequency, cutoff: Timestamp
  ) throws(ModelFileError) -> PretrainedForecaster {
    let recipe = try decoded("recipe", as: PretrainedRecipe.self)
    return try pretrained(recipe.seasonLength ?? 0, frequency: frequency, cutoff: cutoff)
  }

  func tuned(
    frequency: Frequency, cutoff: Timestamp
  ) throws(ModelFileError) -> TunedForecaster {
    let recipe = try decoded("recipe", as: TunedRecipe.self)
    let tuning = try decoded("tuning", as: TuningRecord.self)
    guard tuning.isPlausible, recipe.horizon >= 1 else {
      throw damaged("what it says of its tuning is impossible")
    }
    return TunedForecaster(
      recipe: recipe, tuning: tuning,
      validation: file.metadata["validation"] == nil
        ? nil : try decoded("validation", as: Validation.self),
      pretrained: try pretrained(
        recipe.seasonLength ?? 0, frequency: frequency, cutoff: cutoff))
  }

  /// Pretrained networks for a season, whose names begin with `prefix`.
  func pretrained(
    _ seasonLength: Int, prefix: String = "", frequency: Frequency, cutoff: Timestamp
  ) throws(ModelFileError) -> PretrainedForecaster {
    guard (1...Pretrained.longestSeason).contains(seasonLength) else {
      throw damaged("the season length is \(seasonLength)")
    }
    let weights = PretrainedWeights(in: file, path: path, prefix: prefix)
    var committees: [SeasonClass: PretrainedCommittee] = [:]
    for needed in PretrainedRoute.classes(seasonLength: seasonLength) {
      guard let committee = try weights.committee(needed) else {
        throw damaged("it lacks the network for \(needed) series")
      }
      committees[needed] = committee
    }
    return PretrainedForecaster(
      seasonLength: seasonLength, frequency: frequency, cutoff: cutoff, committees: committees)
  }
}
