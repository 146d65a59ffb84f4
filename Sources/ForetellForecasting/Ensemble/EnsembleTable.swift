internal import ForetellNetworks

/// The members for each kind of data; docs/accuracy.md says what they were chosen by.
extension PanelProfile {
  /// Weight of the Theta method in the mean of networks and Theta.
  var thetaShare: Double {
    switch kind {
    case .yearly, .quarterly, .monthly, .other: 0.2
    case .hourly, .weekly, .daily, .long: 0
    case .short: 0.5
    }
  }

  /// How often each member is trained, from another seed every time.
  var repetitions: Int {
    switch kind {
    case .short: 4
    case .yearly, .other: 3
    case .weekly: 2
    default: 1
    }
  }

  func members() -> [EnsembleMember] {
    switch kind {
    case .yearly: yearly
    case .quarterly: quarterly
    case .monthly: monthly
    case .other: other
    case .hourly: hourly
    case .weekly: weekly
    case .daily: daily
    case .short: [short]
    case .long: [long]
    }
  }

  private var yearly: [EnsembleMember] {
    var plain = EnsembleMember(width: 4, steps: 16)
    plain.hiddenSize = 64
    plain.seesAge = true
    var deep = plain
    (deep.width, deep.layers) = (6, 2)
    return [plain, deep]
  }

  private var quarterly: [EnsembleMember] {
    var base = EnsembleMember(width: 2 * seasonLength, steps: 24)
    base.firstOrigin = 5
    base.seesAge = true
    base.loss = .pinball(quantile: 0.48)
    return Self.fourViews(of: base)
  }

  private var monthly: [EnsembleMember] {
    var base = EnsembleMember(width: seasonLength * 3 / 2, steps: 3 * seasonLength)
    base.firstOrigin = 8
    base.seesAge = true
    return Self.fourViews(of: base)
  }

  private var other: [EnsembleMember] {
    var wide = EnsembleMember(width: 16, steps: 24)
    wide.firstOrigin = 2
    var narrow = wide
    (narrow.width, narrow.scale) = (12, .window)
    return [wide, narrow]
  }

  private var hourly: [EnsembleMember] {
    let week = 7 * seasonLength
    var base = EnsembleMember(width: week, steps: 14)
    base.stride = seasonLength
    base.anchor = seasonLength
    base.firstOrigin = week + seasonLength
    base.needsWholeTargets = true
    base.hasSkip = true
    base.learningRate = 1e-2
    base.trainingSteps = 1000
    var (week_, day, scaled, plain) = (base, base, base, base)
    week_.copiedSeason = week
    day.copiedSeason = seasonLength
    (scaled.view, scaled.scale, scaled.objective) = (.adjusted, .window, .scaled)
    plain.view = .adjusted
    return [week_, day, scaled, plain]
  }

  private var weekly: [EnsembleMember] {
    [(52, false), (104, false), (52, true), (104, true)].map { width, isScaled in
      var member = EnsembleMember(width: width, steps: 26)
      member.stride = 4
      member.firstOrigin = 54
      member.hiddenSize = 64
      member.learningRate = 5e-3
      if isScaled { (member.scale, member.objective) = (.window, .scaled) }
      return member
    }
  }

  private var daily: [EnsembleMember] {
    var base = EnsembleMember(width: 8 * seasonLength, steps: 26)
    base.stride = seasonLength
    base.anchor = seasonLength
    base.firstOrigin = 2 * seasonLength
    base.hiddenSize = 64
    base.learningRate = 5e-3
    base.hasSkip = true
    return Self.fourViews(of: base)
  }

  private var short: EnsembleMember {
    var member = EnsembleMember(width: seasonLength + 1, steps: 2 * max(seasonLength, 6))
    (member.view, member.scale, member.anchor) = (.adjusted, .window, 6)
    member.firstOrigin = max(2, min(seasonLength + 1, 8))
    (member.hiddenSize, member.batchSize) = (8, 16)
    (member.learningRate, member.trainingSteps) = (5e-3, 200)
    return member
  }

  private var long: EnsembleMember {
    var member = short
    member.transform = .linear
    (member.hiddenSize, member.trainingSteps) = (32, 300)
    return member
  }

  /// Adjusted and raw, in one scale and scaled by their windows, by both objectives.
  private static func fourViews(of base: EnsembleMember) -> [EnsembleMember] {
    var (plain, scaled, raw, window) = (base, base, base, base)
    plain.view = .adjusted
    (scaled.view, scaled.scale) = (.adjusted, .window)
    (raw.scale, raw.objective) = (.window, .scaled)
    (window.scale, window.sampling) = (.window, .windows)
    return [plain, scaled, raw, window]
  }
}
