/// The members for horizons that a head at every step does not reach.
extension PanelProfile {
  /// Horizons, in seasons, from which on a decoder may do better than a head at every step.
  private static let longHorizon = 4
  private static let lookback = 30

  /// Networks that decode segments, for sub-daily data and a long horizon; nil for any other.
  ///
  /// Thirty days are looked back on, a day a step. Source: SegRNN, Lin et al. 2023.
  func decoders(horizon: Int) -> [EnsembleMember]? {
    guard kind == .hourly || kind == .long, seasonLength >= 24, seasonLength <= Self.mostWidth,
      horizon >= Self.longHorizon * seasonLength,
      longest >= 2 * (Self.lookback * seasonLength + horizon)
    else { return nil }
    var member = EnsembleMember(width: seasonLength, steps: Self.lookback)
    (member.transform, member.sampling) = (.linear, .windows)
    (member.stride, member.segmentLength) = (seasonLength, seasonLength)
    member.firstOrigin = Self.lookback * seasonLength
    member.needsWholeTargets = true
    (member.learningRate, member.trainingSteps) = (3e-3, 400)
    return [member, member, member].map { $0.affordable(horizon: horizon) }
  }
}
