internal import ForetellNetworks

// What stands in a stack beside cell, sizes and number of layers.
extension RecurrentRecipe {
  /// Completes a network of windows of `steps` steps by dilations, shortcuts, normalization and masks.
  ///
  /// - Throws: ``ForecastingError`` with `.recipe` where they contradict each other or the window.
  func stack(
    _ network: NetworkConfiguration, season: Int, steps: Int
  ) throws(ForecastingError) -> NetworkConfiguration {
    var network = network
    network.normalizesLayers = normalizesLayers
    network.variationalDropout = variationalDropout
    guard let dilations else {
      try checkShortcuts()
      network.isResidual = isResidual
      return network
    }
    let blocks = dilations.blocks(season: season, steps: steps)
    try check(blocks, season: season, steps: steps)
    network.layers = blocks.reduce(0) { $0 + $1.count }
    network.dilations = blocks
    network.isResidual = isResidual && blocks.count > 1
    return network
  }

  private func check(_ blocks: [[Int]], season: Int, steps: Int) throws(ForecastingError) {
    let all = blocks.flatMap { $0 }
    for dilation in all where !NetworkConfiguration.possibleDilations.contains(dilation) {
      throw ForecastingError(
        .recipe, "a dilation is \(dilation)", remedy: "it must lie within 1 … 65536 steps")
    }
    guard layers == 1 || layers == all.count else {
      throw ForecastingError(
        .recipe,
        "\(layers) layers and dilations of \(all.count) (\(Dilations.text(of: blocks))) contradict each other",
        remedy: "leave --layers out: a layer goes with each dilation")
    }
    if let far = all.max(), far > 1, far >= steps {
      throw ForecastingError(
        .recipe,
        "a dilation of \(far) looks back beyond the window, which has \(steps) steps",
        remedy: "give smaller --dilations, or a longer window: --input-size "
          + "\(fullWidth(season: season) + far * stride) or more")
    }
    guard !isResidual || blocks.count > 1 || dilations == .season else {
      throw ForecastingError(
        .recipe, "a shortcut goes around each block of dilations above the first, and there is one",
        remedy: "separate blocks by /, such as --dilations 1,2/4,8, or leave --residual out")
    }
  }
}

extension NetworkConfiguration {
  /// The stack in words: `4-layer lstm of 64, dilations 1,3/6,12, residual`.
  package var stackDescription: String {
    var parts = ["\(layers)-layer \(cell.rawValue) of \(hiddenSize)"]
    if !dilations.isEmpty { parts.append("dilations \(Dilations.text(of: dilations))") }
    if isResidual { parts.append("residual") }
    if normalizesLayers { parts.append("layers normalized") }
    if let shares = variationalDropout {
      parts.append(
        shares.inputs == shares.states
          ? "variational dropout \(shares.inputs)"
          : "variational dropout \(shares.inputs) of inputs, \(shares.states) of states")
    }
    return parts.joined(separator: ", ")
  }
}
