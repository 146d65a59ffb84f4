internal import ForetellNetworks

/// The members where there are few values, or few series.
extension PanelProfile {
  /// Whether short data have seasons long enough that a network must see them as they are.
  var hasShortSeasons: Bool { seasonLength >= 5 }

  var short: [EnsembleMember] { hasShortSeasons ? shortSeasonal : shortPlain }

  /// Not scaled by their windows: one learns the season from the raw values, the other what is left of them.
  private var shortSeasonal: [EnsembleMember] {
    var raw = EnsembleMember(width: seasonLength + 1, steps: 2 * max(seasonLength, 6))
    (raw.hiddenSize, raw.batchSize, raw.learningRate) = (32, 16, 5e-3)
    (raw.loss, raw.trainingSteps) = (.meanSquaredError, 100)
    var adjusted = raw
    (adjusted.view, adjusted.trainingSteps) = (.adjusted, 50)
    return [raw, adjusted]
  }

  private var shortPlain: [EnsembleMember] {
    var calm = small
    // Two seasons where they are a fifth of the longest history, and less below.
    calm.width = max(calm.width, min(2 * max(seasonLength, 6), longest / 5))
    var quick = calm
    (calm.anchor, calm.trainingSteps) = (max(seasonLength, 6), 100)
    (quick.anchor, quick.trainingSteps) = (1, 200)
    return [calm, quick]
  }

  var long: EnsembleMember {
    var member = small
    member.transform = .linear
    (member.anchor, member.hiddenSize, member.trainingSteps) = (6, 32, 300)
    return member
  }

  private var small: EnsembleMember {
    var member = EnsembleMember(width: seasonLength + 1, steps: 2 * max(seasonLength, 6))
    (member.view, member.scale) = (.adjusted, .window)
    member.firstOrigin = max(2, min(seasonLength + 1, 8))
    (member.hiddenSize, member.batchSize, member.learningRate) = (8, 16, 5e-3)
    return member
  }
}
