/// The exact variance of what comes, for forms whose forecast is a sum.
///
/// The states are a linear function of the errors. With `e` the error of a step and `V` its variance,
/// σ² for an additive error and σ²·E f² for a relative one, the covariances of level, slope and seasons
/// go on by `P' = F·P·Fᵀ + V·g·gᵀ`; a step's variance is `h·P·hᵀ + V`. For additive errors that sums to
/// the formulas of class 1 (`σ²·(1 + (h−1)·α²)` for `ETS(A,N,N)`), for relative ones to those of class 2.
///
/// Source: Hyndman, Koehler, Ord & Snyder 2008, sections 6.2 and 6.3; Hyndman & Athanasopoulos, FPP3, 8.7.
struct SmoothingVariance {
  private let state: SmoothingState
  private var ofLevel = 0.0
  private var ofSlope = 0.0
  private var levelAndSlope = 0.0
  private var ofSeasons: [Double]
  private var levelAndSeasons: [Double]
  private var slopeAndSeasons: [Double]

  init(_ state: SmoothingState) {
    self.state = state
    ofSeasons = state.seasons.map { _ in 0 }
    levelAndSeasons = ofSeasons
    slopeAndSeasons = ofSeasons
  }

  /// The standard deviations around these forecasts, one a step.
  mutating func deviations(around points: [Double]) -> [Double] {
    points.enumerated().map { step, point in
      carryOn()
      let place = state.seasons.isEmpty ? nil : step % state.seasons.count
      var ofForecast = ofLevel
      if let place { ofForecast += ofSeasons[place] + 2 * levelAndSeasons[place] }
      let ofError =
        state.form.error == .additive
        ? state.variance : state.variance * (ofForecast + point * point)
      takeIn(ofError, place: place)
      return (ofForecast + ofError).squareRoot()
    }
  }

  /// Level and slope go on: `l + φb` and `φb`.
  private mutating func carryOn() {
    let phi = state.parameters.phi
    ofLevel += 2 * phi * levelAndSlope + phi * phi * ofSlope
    levelAndSlope = phi * levelAndSlope + phi * phi * ofSlope
    ofSlope *= phi * phi
    for place in ofSeasons.indices {
      slopeAndSeasons[place] *= phi
      levelAndSeasons[place] += slopeAndSeasons[place]
    }
  }

  /// An error of variance `v` moves level, slope and the season at hand.
  private mutating func takeIn(_ v: Double, place: Int?) {
    let (alpha, beta, gamma) = (
      state.parameters.alpha, state.parameters.beta, state.parameters.gamma
    )
    ofLevel += alpha * alpha * v
    levelAndSlope += alpha * beta * v
    ofSlope += beta * beta * v
    guard let place else { return }
    ofSeasons[place] += gamma * gamma * v
    levelAndSeasons[place] += alpha * gamma * v
    slopeAndSeasons[place] += beta * gamma * v
  }
}
