internal import ForetellBacktesting

/// What is left in the errors of the model under test.
struct Diagnostics {
  let study: Study
  private let residuals: Residuals
  private let bias: BiasTest
  private let name: String

  init?(study: Study) {
    guard let candidate = study.candidate else { return nil }
    self.study = study
    residuals = Residuals(of: candidate, in: study)
    name = study.name(candidate)
    bias = BiasTest(
      study.points, model: candidate, origins: study.result.setup.origins,
      isScaled: residuals.isScaled)
    if residuals.values.isEmpty { return nil }
  }

  private var unit: String {
    residuals.isScaled ? "in seasonal naive errors" : "in units of the data"
  }

  var section: Section {
    var section = Section("residuals", "What the errors still hold", short: "Residuals")
    section.finding = "\(biasFinding) \(correlationFinding)"
    section.about =
      "Errors ŷ − y of \(name), \(unit): above zero is too high."
      + (residuals.isScaled ? " Series differ in size, so errors are divided by theirs." : "")
      + " A good model leaves errors around zero, without a pattern in time."
    section.add(
      trio: [
        ErrorHistogram(residuals: residuals, unit: unit).chart,
        BiasBySteps(residuals: residuals).chart,
      ] + [Correlogram(residuals: residuals)?.chart].compactMap(\.self))
    return section
  }

  /// The same test as in the evidence; of many series in seasonal naive errors instead of data units.
  private var biasFinding: String {
    guard bias.mean.isFinite, bias.mean != 0 else {
      return "Forecasts are on average neither too high nor too low."
    }
    let units = residuals.isScaled ? " seasonal naive errors" : ""
    return "Forecasts are on average \(NumberText.short(abs(bias.mean)))\(units) too "
      + "\(bias.mean > 0 ? "high" : "low")"
      + (residuals.isScaled ? " (mean over series)" : "") + "; \(bias.judgement)."
  }

  private var correlationFinding: String {
    let all = residuals.autocorrelations
    guard let first = all.first else {
      return "Too few errors follow each other to correlate them."
    }
    let outside = all.filter { abs($0) > residuals.correlationBound }.count
    let what = residuals.isOneStep ? "One-step errors" : "Errors along the test periods"
    if outside == 0 { return "\(what) are not correlated." }
    let within = residuals.isOneStep ? "" : ", as errors within a fold usually are"
    return "\(what) are correlated at \(outside) of \(all.count) lags (lag 1: "
      + "\(NumberText.fixed(first, decimals: 2)))\(within)."
  }
}
