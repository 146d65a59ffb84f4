/// What is left in the errors of the model under test.
struct Diagnostics {
  let study: Study
  private let residuals: Residuals
  private let name: String

  init?(study: Study) {
    guard let candidate = study.candidate else { return nil }
    self.study = study
    residuals = Residuals(of: candidate, in: study)
    name = study.name(candidate)
    if residuals.values.isEmpty { return nil }
  }

  private var unit: String {
    residuals.isScaled ? "in seasonal naive errors" : "in units of the data"
  }

  var section: Section {
    var section = Section("residuals", "What the errors still hold", short: "Residuals")
    section.finding = "\(biasFinding) \(correlationFinding)"
    section.about =
      "Errors of \(name), \(unit). A good model leaves errors around zero, without a pattern in time."
    section.add(
      trio: [
        ErrorHistogram(residuals: residuals, unit: unit).chart,
        BiasBySteps(residuals: residuals).chart,
      ] + [Correlogram(residuals: residuals)?.chart].compactMap(\.self))
    return section
  }

  private var biasFinding: String {
    let bias = -residuals.mean
    let error = residuals.deviation / Double(residuals.values.count).squareRoot()
    let size = NumberText.short(abs(bias), digits: 2)
    guard error.isFinite, error > 0, abs(bias) > 1.96 * error else {
      return "No bias shows (\(NumberText.short(bias, digits: 2)))."
    }
    return "Forecasts are on average \(size) too \(bias > 0 ? "high" : "low")."
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
