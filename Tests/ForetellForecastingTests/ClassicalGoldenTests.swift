import Foundation
import ForetellForecasting
import ForetellSeries
import ForetellTestSupport
import Testing

/// The classical methods against statsforecast, and against plain Python by the definitions:
/// scripts/make_classical_goldens.py.
@Suite struct ClassicalGoldenTests {
  struct Parameters: Codable {
    let alpha, beta, gamma, phi, level, slope: Double
    let seasons: [Double]
  }

  struct FilterCase: Codable {
    let form: String
    let forecast: [Double]
    let deviations: [Double]?
    let parameters: Parameters
  }

  struct FitCase: Codable {
    let method: ClassicalMethod
    let values: [Double]
    let seasonLength: Int
    let logLikelihood: Double
    let forecast: [Double]?
    let form: String?
  }

  struct ThetaCase: Codable {
    let alpha: Double
    let forecast: [Double]
  }

  struct Golden: Codable {
    let air: [Double]
    let filters: [FilterCase]
    let fits: [FitCase]
    let naive2: [Double]
    let theta: ThetaCase
  }

  private static func golden() throws -> Golden {
    try ForetellTestSupport.golden("classical.json", as: Golden.self, beside: #filePath)
  }

  /// The same forms, whose parameters are not fitted here but put in: what is left is the filter, the points
  /// and the formulas of the intervals.
  @Test func everyFormFiltersAndSpreadsAsStatsforecastDoes() async throws {
    let golden = try Self.golden()
    #expect(golden.filters.count == 15)
    let panel = try Samples.panel(golden.air, frequency: .monthly)
    for one in golden.filters {
      let forecaster = try await Self.forecaster(one, panel)
      let series = try forecaster.forecast(after: panel, horizon: 18, levels: [80]).series[0]
      #expect(relativeError(series.values, one.forecast) <= 1e-9, "\(one.form)")
      guard let deviations = one.deviations else { continue }
      let formula = try #require(forecaster.formulaDeviations(after: panel, horizon: 18)[0])
      #expect(relativeError(formula, deviations) <= 1e-7, "\(one.form)")
      // The interval is wider: that the numbers were fitted is not in the formula.
      let half = zip(series.intervals[0].upper, series.values).map {
        ($0 - $1) / 1.2815515655446004
      }
      for (whole, part) in zip(half, formula) {
        #expect(whole > part && whole < 1.5 * part, "\(one.form)")
      }
    }
  }

  /// A forecaster whose only fit is the golden's parameters.
  private static func forecaster(_ one: FilterCase, _ panel: Panel) async throws
    -> ClassicalForecaster
  {
    let any = try await ClassicalRecipe(.autoETS, seasonLength: 12).fit(to: panel)
    let encoded = try JSONSerialization.jsonObject(with: JSONEncoder().encode(any))
    var json = try #require(encoded as? [String: Any])
    var fits = try #require(json["fits"] as? [String: [String: Any]])
    let parameters = try JSONSerialization.jsonObject(with: JSONEncoder().encode(one.parameters))
    fits["s0"]?["structure"] = ["smoothing": ["form": one.form, "parameters": parameters]]
    json["fits"] = fits
    return try JSONDecoder().decode(
      ClassicalForecaster.self, from: JSONSerialization.data(withJSONObject: json))
  }

  /// Our optimizer may find a better optimum, never a worse one; where both found the same, the forecasts are
  /// the same to a thousandth.
  @Test func fitsAreAtLeastAsLikelyAsStatsforecasts() async throws {
    var compared = 0
    for one in try Self.golden().fits {
      let panel = try Samples.panel(one.values, frequency: .index(1))
      let forecaster = try await ClassicalRecipe(one.method, seasonLength: one.seasonLength)
        .fit(to: panel)
      let fit = try #require(forecaster.fits["s0"])
      // Another form has another likelihood.
      if let form = one.form, one.method == .autoETS, fit.description != form { continue }
      let likelihood = try #require(fit.logLikelihood)
      #expect(likelihood >= one.logLikelihood - 0.005, "\(one.method)")
      guard let expected = one.forecast, abs(likelihood - one.logLikelihood) < 0.005 else {
        continue
      }
      compared += 1
      let values = try forecaster.forecast(after: panel, horizon: 18).series[0].values
      #expect(relativeError(values, expected) <= 5e-3, "\(one.method)")
    }
    #expect(compared >= 3)
  }

  /// Akaike's corrected criterion from a form as it is written, such as `ETS(M,Ad,M)`.
  private static func criterion(_ form: String, _ logLikelihood: Double, _ one: FitCase) -> Double {
    let trend = form.contains(",Ad,") ? 3 : form.contains(",A,") ? 2 : 0
    let season = form.hasSuffix("N)") ? 0 : one.seasonLength
    let (k, n) = (Double(3 + trend + season), Double(one.values.count))
    return -2 * logLikelihood + 2 * k + 2 * k * (k + 1) / (n - k - 1)
  }

  /// Up to the handicap of an undamped trend.
  @Test func automaticChoiceIsAtLeastAsGoodAsStatsforecasts() async throws {
    for one in try Self.golden().fits where one.method == .autoETS {
      let panel = try Samples.panel(one.values, frequency: .index(1))
      let forecaster = try await ClassicalRecipe(.autoETS, seasonLength: one.seasonLength)
        .fit(to: panel)
      let fit = try #require(forecaster.fits["s0"])
      let ours = Self.criterion(fit.description, try #require(fit.logLikelihood), one)
      let theirs = Self.criterion(try #require(one.form), one.logLikelihood, one)
      #expect(ours <= theirs + 4, "\(fit.description) \(ours), theirs \(theirs)")
    }
  }

  @Test func naive2IsTheOrganisersRecipe() async throws {
    let golden = try Self.golden()
    let panel = try Samples.panel(golden.air, frequency: .monthly)
    let forecaster = try await ClassicalRecipe(.naive2).fit(to: panel)
    let values = try forecaster.forecast(after: panel, horizon: 18).series[0].values
    #expect(relativeError(values, golden.naive2) <= 1e-12)
  }

  @Test func thetaIsTheMeanOfItsTwoLines() async throws {
    let golden = try Self.golden()
    let panel = try Samples.panel(golden.air, frequency: .monthly)
    let forecaster = try await ClassicalRecipe(.theta).fit(to: panel)
    let values = try forecaster.forecast(after: panel, horizon: 18).series[0].values
    #expect(relativeError(values, golden.theta.forecast) <= 1e-4)
  }
}
