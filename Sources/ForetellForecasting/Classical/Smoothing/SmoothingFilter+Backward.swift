extension SmoothingFilter {
  /// The derivatives of the criterion of the forward pass before, by its coefficients; those by the
  /// initial seasons are left in the workspace.
  ///
  /// The adjoint of the filter: one loop back over the tape, at the cost of about two forward passes
  /// however many parameters there are.
  func backward(
    _ form: SmoothingForm, _ start: SmoothingCoefficients, _ outcome: SmoothingOutcome
  ) -> SmoothingCoefficients {
    form.error == .additive
      ? backward(form, start, outcome, AbsoluteError.self)
      : backward(form, start, outcome, RelativeError.self)
  }

  private func backward<E: ErrorRule>(
    _ form: SmoothingForm, _ start: SmoothingCoefficients, _ outcome: SmoothingOutcome,
    _ error: E.Type
  ) -> SmoothingCoefficients {
    switch form.trend {
    case .none: backward(form, start, outcome, error, NoTrend.self)
    case .additive: backward(form, start, outcome, error, LinearTrend.self)
    case .damped: backward(form, start, outcome, error, DampedTrend.self)
    }
  }

  private func backward<E: ErrorRule, T: TrendRule>(
    _ form: SmoothingForm, _ start: SmoothingCoefficients, _ outcome: SmoothingOutcome,
    _ error: E.Type, _ trend: T.Type
  ) -> SmoothingCoefficients {
    switch form.season {
    case .none: adjoint(start, outcome, error, trend, NoSeason.self)
    case .additive: adjoint(start, outcome, error, trend, AddedSeason.self)
    case .multiplicative: adjoint(start, outcome, error, trend, MultipliedSeason.self)
    }
  }

  /// The loop back; names end in what they are the adjoint of, after the step at hand.
  private func adjoint<E: ErrorRule, T: TrendRule, S: SeasonRule>(
    _ start: SmoothingCoefficients, _ outcome: SmoothingOutcome, _: E.Type, _: T.Type, _: S.Type
  ) -> SmoothingCoefficients {
    let (values, adjoints, length) = (
      workspace.values, workspace.seasonAdjoints, workspace.seasonLength
    )
    var tape = workspace.tape + SmoothingWorkspace.tapeWidth * workspace.count
    if S.isPresent { adjoints.update(repeating: 0, count: length) }
    let (alpha, beta, gamma, phi) = (start.alpha, start.beta, start.gamma, start.phi)
    var gradient = SmoothingCoefficients()
    var (ofLevel, ofSlope) = (0.0, 0.0)
    let observed = Double(workspace.observedCount)
    let weight = 2 * observed / (outcome.sumOfSquares + observed * Self.roundingVariance)
    var place = S.isPresent ? workspace.count % length : 0
    var time = workspace.count
    while time > 0 {
      time &-= 1
      tape -= SmoothingWorkspace.tapeWidth
      if S.isPresent { place = (place == 0 ? length : place) &- 1 }
      let (value, q, season) = (values[time], tape[0], tape[1])
      var ofQ = ofLevel
      if !value.isNaN {
        let forecast = S.isMultiplied ? q * season : q + season
        let error = value - forecast
        var ofForecast: Double
        if E.isRelative {
          let inverse = tape[3]
          ofForecast = (2 - weight * (error * inverse) * (value * inverse)) * inverse
        } else {
          ofForecast = -weight * error
        }
        var ofDifference = alpha * ofLevel
        if T.isPresent { ofDifference += beta * ofSlope }
        if S.isMultiplied {
          let ofSeason = adjoints[place]
          let (perSeason, perLevel) = (value / season, value / q)
          gradient.alpha += (perSeason - q) * ofLevel
          if T.isPresent { gradient.beta += (perSeason - q) * ofSlope }
          gradient.gamma += (perLevel - season) * ofSeason
          ofQ += ofForecast * season - ofDifference - gamma * ofSeason * perLevel / q
          adjoints[place] =
            (1 - gamma) * ofSeason + ofForecast * q - ofDifference * perSeason / season
        } else {
          gradient.alpha += error * ofLevel
          if T.isPresent { gradient.beta += error * ofSlope }
          if S.isPresent {
            let ofSeason = adjoints[place]
            gradient.gamma += error * ofSeason
            ofForecast -= ofDifference + gamma * ofSeason
            adjoints[place] = ofSeason + ofForecast
          } else {
            ofForecast -= ofDifference
          }
          ofQ += ofForecast
        }
      }
      ofLevel = ofQ
      if T.isPresent {
        let ofCarried = ofSlope + ofQ
        if T.isDamped { gradient.phi += tape[2] * ofCarried }
        ofSlope = T.isDamped ? phi * ofCarried : ofCarried
      }
    }
    gradient.level = ofLevel
    gradient.slope = ofSlope
    return gradient
  }
}
