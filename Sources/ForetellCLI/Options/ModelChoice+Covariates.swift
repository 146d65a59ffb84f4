internal import ArgumentParser
internal import Foretell

extension ModelChoice {
  /// Whether its models see columns beside the target.
  var seesCovariates: Bool { self == .encoderDecoder || self == .coldStart || self == .deepAR }

  /// The model where there are columns beside the target and none is named.
  static var forCovariates: ModelChoice? { allCases.first(where: \.seesCovariates) }

  /// Refuses models none of which sees columns that are asked for.
  ///
  /// - Parameter flags: those that ask for them.
  static func refuse(_ blind: [ModelChoice], flags: [String]) -> ValidationError? {
    guard let sighted = forCovariates, !flags.isEmpty else { return nil }
    let names = blind.map(\.rawValue).joined(separator: ", ")
    return ValidationError(
      "\(names) \(blind.count == 1 ? "does" : "do") not see columns beside the target or the calendar; leave "
        + "\(flags.joined(separator: ", ")) out, or take --model \(sighted.rawValue) or deepar.")
  }
}

extension Notes {
  /// Says that flags have changed which model is taken.
  mutating func tell(_ choice: ModelChoice, insteadOf usual: ModelChoice, because flags: [String]) {
    guard choice != usual, !flags.isEmpty else { return }
    add(
      "note: the model is \(choice.rawValue) because of \(flags.joined(separator: ", ")); without "
        + "\(flags.count == 1 ? "it" : "them") it would be \(usual.rawValue)")
  }
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

extension ModelOptions {
  /// Refuses a model that does not see what the flags ask for.
  func checkSight(_ covariates: CovariateOptions) throws {
    guard let columns = covariates.columns else { return }
    let choice = choice(seeing: columns)
    guard !choice.seesCovariates else {
      return try UnheededFlags.check([choice], network, effort)
    }
    if let refusal = ModelChoice.refuse([choice], flags: covariates.flags) { throw refusal }
  }
}

extension ContestantOptions {
  /// Refuses models none of which sees what the flags ask for; beside one that does, others are told of.
  func checkSight(_ covariates: CovariateOptions, _ network: NetworkOptions) throws {
    guard let columns = covariates.columns else { return }
    let tested = tested(network, seeing: columns)
    guard !tested.contains(where: \.seesCovariates) else { return }
    if let refusal = ModelChoice.refuse(tested, flags: covariates.flags) { throw refusal }
  }

  /// Refuses flags that no model heeds, be it tested or a rival that was asked for.
  func checkFlags(_ covariates: CovariateOptions, _ network: NetworkOptions) throws {
    try UnheededFlags.check(
      tested(network, seeing: covariates.columns) + (against?.choices ?? []), network, effort)
  }

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
