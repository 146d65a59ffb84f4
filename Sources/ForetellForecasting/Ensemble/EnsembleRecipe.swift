internal import ForetellNetworks
public import ForetellSeries

/// Networks that see the data in different ways, averaged, and averaged again with the Theta method.
///
/// Only the horizon must be given; what is nil is chosen from the data by rules (docs/accuracy.md).
public struct EnsembleRecipe: Recipe {
  /// Steps to forecast.
  public var horizon: Int
  /// Steps in a season; nil takes the frequency's.
  public var seasonLength: Int?
  /// The networks.
  public var members: [EnsembleMember]?
  /// How often each is trained, from another seed every time.
  public var repetitions: Int?
  /// Weight of the Theta method beside the mean of the networks, 0 … 1.
  public var thetaShare: Double?
  /// Whether networks are first trained without the last horizon, for a score and for intervals.
  public var validates = true
  public var seed: UInt64 = 0

  public var name: String { "Ensemble" }

  /// A recipe with everything but the horizon left to the data.
  public init(horizon: Int) { self.horizon = horizon }
}

/// A recipe with nothing left open.
public struct ResolvedEnsemble: Codable, Hashable, Sendable {
  public let recipe: EnsembleRecipe
  /// What the data were taken for.
  public let kind: String
  public let seasonLength: Int
  public let members: [EnsembleMember]
  public let repetitions: Int
  public let thetaShare: Double
  /// Values held back at the end of every series; 0 where they are too short.
  public let validationSize: Int
}

extension EnsembleRecipe {
  /// Chooses what the recipe leaves open.
  ///
  /// - Throws: ``ForecastingError`` with `.recipe` or `.horizon` where it asks for the impossible.
  public func resolved(for panel: Panel) throws(ForecastingError) -> ResolvedEnsemble {
    try check()
    let season = max(1, seasonLength ?? panel.frequency.defaultSeasonLength)
    let profile = PanelProfile(panel, seasonLength: season)
    let most = profile.longest / 4
    return ResolvedEnsemble(
      recipe: self, kind: profile.kind.rawValue, seasonLength: season,
      members: members ?? profile.members(), repetitions: repetitions ?? profile.repetitions,
      thetaShare: thetaShare ?? profile.thetaShare,
      validationSize: validates ? min(horizon, most) : 0)
  }

  private func check() throws(ForecastingError) {
    guard (1...longestHorizon).contains(horizon) else {
      throw ForecastingError(
        .horizon, "the horizon is \(horizon)",
        remedy: "it must lie within 1 … \(longestHorizon) steps")
    }
    if let repetitions, !(1...1000).contains(repetitions) {
      throw ForecastingError(
        .recipe, "the number of repetitions is \(repetitions)",
        remedy: "it must lie within 1 … 1000")
    }
    if let thetaShare, !(0...1).contains(thetaShare) {
      throw ForecastingError(
        .recipe, "the share of Theta is \(thetaShare)", remedy: "it must lie within 0 … 1")
    }
    if let members, members.isEmpty {
      throw ForecastingError(.recipe, "an ensemble of no members", remedy: "name at least one")
    }
    for member in members ?? [] { try member.check(horizon: horizon) }
  }
}

extension EnsembleMember {
  /// Refuses sizes that no member has.
  func check(horizon: Int) throws(ForecastingError) {
    let sizes = [
      ("width of a step", width), ("number of steps", steps), ("stride", stride),
      ("anchor", anchor), ("first origin", firstOrigin), ("batch size", batchSize),
      ("number of training steps", trainingSteps),
    ]
    for (name, size) in sizes where !(1...1_000_000).contains(size) {
      throw ForecastingError(
        .recipe, "the \(name) of a member is \(size)", remedy: "it must lie within 1 … 1 000 000")
    }
    guard copiedSeason >= 0 else {
      throw ForecastingError(
        .recipe, "the copied season of a member is \(copiedSeason)", remedy: "0 copies nothing")
    }
    do throws(NetworkError) {
      try network(horizon: horizon, readout: .everyStep).validate()
      try loss.validate()
    } catch {
      throw ForecastingError(.recipe, error.message, remedy: error.remedy)
    }
  }
}
