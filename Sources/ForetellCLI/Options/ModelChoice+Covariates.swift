internal import Foretell

extension ModelChoice {
  /// Whether its models see columns beside the target.
  var seesCovariates: Bool { self == .encoderDecoder || self == .coldStart || self == .deepAR }

  /// The model where there are columns beside the target and none is named.
  static var forCovariates: ModelChoice? { allCases.first(where: \.seesCovariates) }
}

extension ModelOptions {
  /// The model that the flags ask for, with columns beside the target or without.
  func choice(seeing columns: CovariateColumns?) -> ModelChoice {
    // The flags that shape a network shape this one too, but for a recipe, which is another's.
    guard model == nil, network.config == nil, columns != nil, !likelihood.isGiven else {
      return choice
    }
    return .forCovariates ?? choice
  }
}

extension ContestantOptions {
  /// Models to be tested, with columns beside the target or without.
  func tested(_ network: NetworkOptions, seeing columns: CovariateColumns?) -> [ModelChoice] {
    guard model == nil, network.config == nil, columns != nil, !likelihood.isGiven,
      let choice = ModelChoice.forCovariates
    else { return tested(network) }
    return [choice]
  }
}

extension CovariateColumns {
  /// Those that a model can see which steps into the future, where columns of the past have no values.
  var withoutPast: CovariateColumns {
    var columns = self
    columns.past = []
    columns.categorical.removeAll { past.contains($0) }
    return columns
  }
}
