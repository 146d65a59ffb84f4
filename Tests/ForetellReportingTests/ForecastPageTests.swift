import ForetellForecasting
import ForetellReporting
import ForetellSeries
import Testing

@Suite struct ForecastPageTests {
  @Test func aPageHoldsTogether() throws {
    let html = try Self.report().html()
    #expect(Markup(html).faults == [])
    #expect(!html.contains("NaN") && !html.contains("http://") && !html.contains("https://"))
    #expect(
      html.contains("Ahead of the baselines") && html.contains("2 missing values were filled."))
  }

  @Test func withoutATrialItIsCalledUntested() throws {
    var report = try Self.report()
    report.trial = nil
    #expect(report.html().contains("Not tested"))
    report.trial = .init(metric: "sMAPE", score: 30, baselines: ["Naive": 20], extent: "5 values")
    #expect(report.html().contains("Does not beat the best baseline"))
  }

  @Test func aScoreThatAlsoChoseTheStepsSaysSoInTheHeadline() throws {
    var report = try Self.report()
    #expect(!report.html().contains("chose the number of training steps"))
    report.trial?.choseSteps = true
    let head = try #require(report.html().split(separator: "<nav").first)
    #expect(head.contains("Those values also chose the number of training steps"))
  }

  @Test func anEmptyForecastStillMakesAPage() throws {
    let panel = try Sample.monthly.make().panel
    let forecast = Forecast(
      model: "GRU", frequency: .monthly, timestampFormat: .date, series: [])
    let html = ForecastReport(forecast, history: panel, foretellVersion: "0").html()
    #expect(Markup(html).faults == [])
  }

  /// A forecast of eight series, made up.
  static func report() throws -> ForecastReport {
    let (result, panel) = try Sample.panel(8).make()
    let points = result.points
    let series = points.segments.filter { $0.fold == 2 }.map { segment in
      Forecast.Series(
        id: points.ids[segment.series],
        timestamps: segment.rows.map { points.timestamp(ofRow: $0, in: segment) },
        values: Array(points.columns[0].values[segment.rows]),
        intervals: points.columns[0].intervals.map {
          PredictionInterval(
            level: $0.level, lower: Array($0.lower[segment.rows]),
            upper: Array($0.upper[segment.rows]))
        })
    }
    let forecast = Forecast(
      model: "GRU", frequency: panel.frequency, timestampFormat: panel.timestampFormat,
      series: series,
      substitutions: [.init(series: "shop-8", model: "SeasonalNaive", reason: "it is too short")])
    var report = ForecastReport(
      forecast, history: panel.prefix(dropping: 14), foretellVersion: "0.0.0-sample")
    report.source = "data/shops.csv"
    report.trial = .init(
      metric: "sMAPE", score: 9.21, baselines: ["SeasonalNaive": 12.4, "Naive": 20.1],
      extent: "14 values at the end of every series")
    report.notes = ["Season length 7, from the daily frequency.", "2 missing values were filled."]
    report.configuration = [.init("Recipe", "GRU, 2 layers"), .init("Seed", "42")]
    return report
  }
}
