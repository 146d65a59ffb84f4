internal import ForetellNetworks
internal import ForetellSeries
internal import FoundationEssentials

// The networks themselves go into the file, not a name for them: it forecasts the same when the library has
// others.

/// What a file says of a pretrained network beside its tensors.
private struct PretrainedState: Codable {
  let shape: PretrainedShape
  let tail: Double
  let record: PretrainingRecord
}

extension ModelFile {
  static func metadata(of forecaster: PretrainedForecaster) throws -> [String: String] {
    [
      "kind": "pretrained",
      "recipe": try json(PretrainedRecipe(seasonLength: forecaster.seasonLength)),
      "pretrained": try json(
        forecaster.ordered.map {
          PretrainedState(shape: $0.shape, tail: $0.tail, record: $0.record)
        }),
    ]
  }

  static func tensors(of forecaster: PretrainedForecaster) -> [SafeTensors.Tensor] {
    forecaster.ordered.enumerated().flatMap { number, network in
      network.parameters.layout.views.map {
        SafeTensors.Tensor(
          "member.\(number).\($0.name)", shape: $0.shape, floats: network.parameters[$0])
      }
    }
  }
}

extension PretrainedForecaster {
  fileprivate var ordered: [PretrainedNetwork] {
    SeasonClass.allCases.compactMap { networks[$0] }
  }
}

extension ModelContents {
  func pretrained(
    frequency: Frequency, cutoff: Timestamp
  ) throws(ModelFileError) -> PretrainedForecaster {
    let recipe = try decoded("recipe", as: PretrainedRecipe.self)
    let states = try decoded("pretrained", as: [PretrainedState].self)
    var networks: [SeasonClass: PretrainedNetwork] = [:]
    for (number, state) in states.enumerated() {
      guard state.shape.isPlausible, state.tail.isFinite, state.tail > 0,
        let network = try? RecurrentNetwork(state.shape.network(readout: .lastStep))
      else { throw damaged("the shape of network \(number) is impossible") }
      let parameters = try parameters(of: network, member: number)
      networks[state.shape.seasonClass] = try? PretrainedNetwork(
        shape: state.shape, parameters: parameters, tail: state.tail, record: state.record)
    }
    guard let seasonLength = recipe.seasonLength, seasonLength >= 1,
      PretrainedRoute.classes(seasonLength: seasonLength).allSatisfy({ networks[$0] != nil })
    else { throw damaged("it lacks a network for its season") }
    return PretrainedForecaster(
      seasonLength: seasonLength, frequency: frequency, cutoff: cutoff, networks: networks)
  }
}
