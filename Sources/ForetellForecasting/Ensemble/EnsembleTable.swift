internal import ForetellNetworks

/// The members for each kind of data; docs/accuracy.md says what they were chosen by.
extension PanelProfile {
  /// What is averaged unless a candidate does better on the last horizon.
  var blend: Blend { isBrief ? briefBlend : usualBlend }

  /// What knows a series of a few seasons best has learned from others.
  private var briefBlend: Blend {
    switch kind {
    case .short: Blend([.zero: 0.7, .theta: 0.3])
    case .monthly: Blend([.zero: 0.8])
    default: Blend([.zero: 0.6])
    }
  }

  private var usualBlend: Blend {
    switch kind {
    case .yearly: Blend([.zero: 0.5, .theta: 0.3])
    // Dozens of forms for each of very many series would take longer than the networks.
    case .quarterly, .monthly:
      count > 5000
        ? Blend([.zero: 0.4, .theta: 0.1]) : Blend([.zero: 0.4, .theta: 0.1, .autoETS: 0.1])
    case .other: Blend([.zero: 0.4, .theta: 0.2])
    case .intermittent: Blend([.windowAverage: 0.5, .zero: 0.5])
    case .hourly: Blend([.tuned: 0.4])
    case .weekly: Blend([.zero: 0.1])
    case .daily, .long: Blend([:])
    case .short:
      hasShortSeasons
        ? Blend([.zero: 0.3, .theta: 0.2, .autoETS: 0.2]) : Blend([.zero: 0.7, .theta: 0.3])
    }
  }

  /// Whether the series are too short to teach a network anything that a pretrained one does not know.
  private var isBrief: Bool {
    switch kind {
    case .short: longest <= 6 * seasonLength
    case .yearly: medianLength <= 12
    case .quarterly, .monthly: medianLength <= 3 * seasonLength
    case .other, .hourly, .weekly, .daily, .long, .intermittent: false
    }
  }

  /// What may take its place.
  var candidates: [Blend] {
    // What measures relative errors, or absolute ones, prefers nothing to the mean of an intermittent demand.
    if kind == .intermittent { return [] }
    let plain = [Blend.alone(.seasonalNaive), .alone(.naive), .alone(.drift), .alone(.theta)]
    // Trying dozens of forms on each of thousands of series would take longer than the networks.
    return count > 50 ? plain : plain + [.alone(.autoETS)]
  }

  /// Values whose last horizon alone must say enough.
  private static let muchData = 50_000

  /// How often the newest values are held back.
  ///
  /// One series says little, and three times as much by three origins. Half of the longest history is left to fit to.
  func trials(of held: Int) -> Int {
    count >= 50 || kind == .long || total > Self.muchData ? 1 : max(1, min(3, longest / 2 / held))
  }

  /// By how much, as a share of the error, a candidate must be better.
  ///
  /// What one series did at three origins says next to nothing of the fourth; only a disaster is to be averted.
  var margin: Double { count >= 50 ? 0.02 : 0.4 }

  /// How often each member is trained, from another seed every time.
  var repetitions: Int {
    switch kind {
    case .short: 4
    case .long: 4
    case .yearly: 3
    case .other: 2
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
    case .short, .intermittent: short
    case .long: [long]
    }
  }

  private var yearly: [EnsembleMember] {
    var plain = EnsembleMember(width: 4, steps: 16)
    plain.hiddenSize = 64
    plain.seesAge = true
    plain.loss = .pinball(quantile: 0.48)
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

  /// A week of quarter hours.
  static let mostWidth = 672

  private var hourly: [EnsembleMember] {
    let week = 7 * seasonLength
    // Of minutes a day must do.
    var base = EnsembleMember(width: min(week, max(Self.mostWidth, seasonLength)), steps: 28)
    base.stride = seasonLength / 2
    base.anchor = seasonLength
    base.firstOrigin = week + seasonLength
    base.hasSkip = true
    base.learningRate = 1e-2
    base.trainingSteps = 900
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
      member.learningRate = 5e-3
      if isScaled { (member.scale, member.objective) = (.window, .scaled) }
      return member
    }
  }

  private var daily: [EnsembleMember] {
    // Sixteen weeks where the series are long enough to leave something to learn from.
    let weeks = max(2, min(16, medianLength / (4 * seasonLength)))
    var base = EnsembleMember(width: weeks * seasonLength, steps: 26)
    base.view = .adjusted
    base.stride = seasonLength
    base.anchor = min(4, weeks) * seasonLength
    base.firstOrigin = 2 * seasonLength
    base.hiddenSize = 64
    base.learningRate = 5e-3
    base.hasSkip = true
    var (scaled, relative, raw) = (base, base, base)
    (scaled.scale, scaled.objective) = (.window, .scaled)
    (scaled.width, scaled.anchor) = (max(2, weeks / 2) * seasonLength, seasonLength)
    relative.scale = .window
    (raw.view, raw.scale, raw.objective) = (.raw, .window, .scaled)
    return [base, scaled, relative, raw]
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
