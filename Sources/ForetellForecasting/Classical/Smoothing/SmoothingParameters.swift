/// Smoothing parameters and initial states of a form; what the form does not have is 0, and φ is 1.
struct SmoothingParameters: Codable, Hashable, Sendable {
  var alpha: Double
  var beta = 0.0
  var gamma = 0.0
  var phi = 1.0
  /// The states before the first value.
  var level: Double
  var slope = 0.0
  /// By place from the first value on; empty without a season.
  var seasons: [Double] = []

  /// The same for values on another scale; a season that is multiplied has none.
  func mapStates(
    _ season: SmoothingForm.SeasonKind, _ scaled: (Double) -> Double
  ) -> SmoothingParameters {
    var parameters = self
    parameters.level = scaled(level)
    parameters.slope = scaled(slope)
    if season == .additive { parameters.seasons = seasons.map(scaled) }
    return parameters
  }

  /// Whether every number is one, and lies where the form allows it.
  func isPlausible(for form: SmoothingForm, seasonLength: Int) -> Bool {
    let count = form.season == .none ? 0 : seasonLength
    return seasons.count == count && ([level, slope] + seasons).allSatisfy(\.isFinite)
      && [alpha, beta, gamma, phi].allSatisfy((0...1).contains)
  }
}
