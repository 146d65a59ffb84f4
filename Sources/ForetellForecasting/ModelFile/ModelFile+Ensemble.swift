internal import ForetellNetworks
internal import ForetellSeries
internal import FoundationEssentials

/// What a file says of an ensemble beside its tensors.
private struct EnsembleState: Codable {
  /// A network; its parameters are tensors.
  struct Network: Codable {
    let member: EnsembleMember
    let horizon: Int
    let gain: MemberGain
  }

  let blend: Blend
  let networks: [Network]
  /// What the classical methods learned of each series; baselines learn nothing.
  let fits: [Companion: [String: SeriesFit]]
  /// The last stamp of what they were fitted to.
  let cutoff: Timestamp
}

extension ModelFile {
  static func metadata(of forecaster: EnsembleForecaster) throws -> [String: String] {
    let state = EnsembleState(
      blend: forecaster.blend,
      networks: forecaster.members.map {
        .init(member: $0.member, horizon: $0.horizon, gain: $0.gain)
      },
      fits: forecaster.companions.compactMapValues(\.fits), cutoff: forecaster.cutoff)
    var metadata = [
      "kind": "ensemble", "recipe": try json(forecaster.resolved),
      "ensemble": try json(state), "seed": String(forecaster.resolved.recipe.seed),
    ]
    metadata["validation"] = try forecaster.validation.map(json)
    metadata["calibration"] = try forecaster.calibration.map(json)
    return metadata
  }

  static func tensors(of forecaster: EnsembleForecaster) -> [SafeTensors.Tensor] {
    forecaster.members.enumerated().flatMap { number, trained in
      let parameters = trained.parameters
      return parameters.layout.views.map {
        SafeTensors.Tensor(
          "member.\(number).\($0.name)", shape: $0.shape, floats: parameters[$0])
      }
    }
  }
}

extension EnsembleForecaster {
  /// Writes the networks of its pretrained companions, each under its name.
  func putNetworks(into file: inout SafeTensors) throws {
    for companion in Companion.allCases {
      guard case .pretrained(let model) = companions[companion] else { continue }
      try PretrainedWeights.put(model.ordered, into: &file, prefix: "\(companion.rawValue).")
    }
  }
}

extension CompanionForecaster {
  /// nil for what learns nothing of a series.
  fileprivate var fits: [String: SeriesFit]? {
    if case .classical(let model) = self { model.fits } else { nil }
  }
}

extension ModelContents {
  func ensemble(
    frequency: Frequency, cutoff: Timestamp
  ) throws(ModelFileError) -> EnsembleForecaster {
    let resolved = try decoded("recipe", as: ResolvedEnsemble.self)
    let state = try decoded("ensemble", as: EnsembleState.self)
    guard state.blend.isPlausible, (1...Pretrained.longestSeason).contains(resolved.seasonLength),
      (1...longestHorizon).contains(resolved.recipe.horizon)
    else {
      throw damaged("the blend of the ensemble is impossible")
    }
    var members: [TrainedMember] = []
    for (number, network) in state.networks.enumerated() {
      members.append(try trained(network, number: number, resolved.recipe.horizon))
    }
    guard state.blend.networks == 0 || !members.isEmpty else {
      throw damaged("the networks of the ensemble are missing")
    }
    var companions: [Companion: CompanionForecaster] = [:]
    for companion in state.blend.companions.keys {
      companions[companion] = try self.companion(companion, state, resolved, frequency)
    }
    return EnsembleForecaster(
      resolved: resolved, blend: state.blend, frequency: frequency, cutoff: cutoff,
      validation: file.metadata["validation"] == nil
        ? nil : try decoded("validation", as: Validation.self),
      calibration: try calibration(), members: members, companions: companions)
  }

  private func trained(
    _ network: EnsembleState.Network, number: Int, _ horizon: Int
  ) throws(ModelFileError) -> TrainedMember {
    do throws(ForecastingError) {
      try network.member.check(horizon: network.horizon)
    } catch {
      throw damaged("member \(number) is impossible: \(error.message)")
    }
    let gains = [network.gain.input, network.gain.output, network.gain.weight]
    guard network.horizon >= horizon, gains.allSatisfy({ $0.isFinite && $0 > 0 }),
      let shape = try? RecurrentNetwork(
        network.member.network(horizon: network.horizon, readout: .lastStep))
    else { throw damaged("member \(number) does not fit the recipe") }
    return TrainedMember(
      member: network.member, horizon: network.horizon, gain: network.gain,
      parameters: try parameters(of: shape.layout, member: number))
  }

  private func companion(
    _ companion: Companion, _ state: EnsembleState, _ resolved: ResolvedEnsemble,
    _ frequency: Frequency
  ) throws(ModelFileError) -> CompanionForecaster {
    if let baseline = companion.baseline {
      return .baseline(
        BaselineForecaster(baseline: baseline, seasonLength: resolved.seasonLength))
    }
    if companion == .zero || companion == .tuned {
      return .pretrained(
        try pretrained(
          resolved.pretrainedSeasonLength, prefix: "\(companion.rawValue).", frequency: frequency,
          cutoff: state.cutoff))
    }
    guard let method = companion.classicalMethod, let fits = state.fits[companion],
      fits.values.allSatisfy({ $0.isPlausible(seasonLength: resolved.seasonLength) })
    else { throw damaged("what \(companion.name) learned is missing or impossible") }
    return .classical(
      ClassicalForecaster(
        method: method, seasonLength: resolved.seasonLength, frequency: frequency,
        cutoff: state.cutoff, fits: fits))
  }
}
