import ForetellBacktesting
import ForetellForecasting
import ForetellSeries
import Foundation
import Testing

/// Columns beside the target in folds, and in the audit.
@Suite struct CovariateBacktestTests {
  private static let columns = CovariateColumns(
    past: ["visitors", "weather"], known: ["price", "event"], categorical: ["weather", "event"])

  /// 36 and 30 months that end together, and four planned ones after them.
  private func panel(price change: (inout [Double]) -> Void = { _ in }) throws -> Panel {
    let start = try #require(Toy.start)
    var price = (0..<66).map { 10 + Double($0 % 7) }
    change(&price)
    return try Panel(
      frequency: .monthly, ids: ["a", "b"],
      starts: [start, Frequency.monthly.stamp(6, after: start)], offsets: [0, 36, 66],
      storage: Toy.wave(36) + Toy.wave(30, seed: 5),
      covariates: ["price": price, "visitors": (0..<66).map { Double($0 * $0 % 31) }],
      categories: [
        "event": CategoricalColumn((0..<66).map { $0 % 5 == 0 ? "fair" : nil }),
        "weather": CategoricalColumn((0..<66).map { $0 % 3 == 0 ? "rain" : "sun" }),
      ],
      future: FutureCovariates(
        offsets: [0, 4, 8], covariates: ["price": (0..<8).map { 90 + Double($0) }],
        categories: ["event": CategoricalColumn((0..<8).map { _ in "fair" })]))
  }

  private func backtest(gap: Int = 0) -> Backtest {
    var backtest = Backtest(origins: .expanding(minimum: 12, test: 3, gap: gap, count: 3))
    backtest.covariates = Self.columns
    backtest.audits = true
    return backtest
  }

  @Test(arguments: [0, 2])
  func whatIsKnownAheadIsThatOfTheStepsAfterTheCutoff(_ gap: Int) async throws {
    let panel = try panel()
    let result = try await backtest(gap: gap).run([EchoRecipe(column: "price")], on: panel)
    #expect(result.models[0].failures.isEmpty, "\(result.models[0].failures)")
    let points = result.points
    for segment in points.segments {
      let series = segment.series
      let cutoff = try #require(
        panel.frequency.steps(from: panel.starts[series], to: segment.cutoff))
      let first = panel.offsets[series] + cutoff + 1 + gap
      let expected = panel.covariates["price"]?[first..<first + segment.rows.count]
      #expect(expected.map { Array($0) } == Array(points.columns[0].values[segment.rows]))
    }
    #expect(result.audit?.passes == true, "\(result.audit?.offences ?? [])")
  }

  @Test func theSetupNamesTheColumns() async throws {
    let result = try await backtest().run([EchoRecipe(column: "price")], on: try panel())
    #expect(result.setup.covariates == Self.columns)
    let data = try JSONEncoder().encode(result.setup)
    #expect(try JSONDecoder().decode(BacktestSetup.self, from: data) == result.setup)
    #expect(String(decoding: data, as: UTF8.self).contains(#""known":["price","event"]"#))
    let other = try await backtest().run(
      [EchoRecipe(column: "price")], on: try panel { $0[3] = 11.5 })
    #expect(other.data.digest != result.data.digest)
  }

  @Test(arguments: ["visitors", "weather"])
  func aLeakThroughAPastColumnIsCaught(_ column: String) async throws {
    let result = try await backtest().run(on: try panel()) { panel in
      [Contestant(EchoRecipe(column: "price", secret: Self.summary(of: column, in: panel)))]
    }
    #expect(result.audit?.offences.map(\.model) == ["Echo"])
  }

  @Test(arguments: ["price", "event"])
  func aColumnThatIsKnownAheadMayBeLookedAt(_ column: String) async throws {
    let result = try await backtest().run(on: try panel()) { panel in
      [Contestant(EchoRecipe(column: "price", secret: Self.summary(of: column, in: panel)))]
    }
    #expect(result.audit?.passes == true)
  }

  private static func summary(of column: String, in panel: Panel) -> Double {
    if let numbers = panel.covariates[column] { return numbers.reduce(0, +) }
    guard let labels = panel.categories[column] else { return 0 }
    return (0..<labels.count).reduce(0) { $0 + (labels[$1] == "rain" ? Double($1) : 0) }
  }

  @Test func withoutColumnsNothingIsKnownAhead() async throws {
    var backtest = backtest()
    backtest.covariates = nil
    let result = try await backtest.run([EchoRecipe(column: "price")], on: try panel())
    #expect(result.models[0].failures.count == 3)
    #expect(result.models[0].failures.first?.message.contains("not known ahead") == true)
  }

  @Test func stepsBeyondAllDataRepeatTheLastRow() async throws {
    var backtest = backtest()
    backtest.origins = .expanding(
      minimum: 12, test: 8, step: 4, count: 1, includesIncomplete: true)
    let result = try await backtest.run([EchoRecipe(column: "price")], on: try panel())
    #expect(result.models[0].failures.isEmpty, "\(result.models[0].failures)")
    #expect(result.folds.count == 2)
  }

  @Test func gapsOfWhatIsKnownAheadAreFilledFromBothSides() async throws {
    var backtest = backtest()
    backtest.fill = .linear
    let panel = try panel {
      $0[35] = .nan; $0[64] = .nan
    }
    let result = try await backtest.run([EchoRecipe(column: "price")], on: panel)
    #expect(result.models[0].failures.isEmpty)
    #expect(result.points.columns[0].values.allSatisfy { $0.isFinite })
    #expect(result.audit?.passes == true)
  }
}

/// Forecasts what a column is known to be ahead, and insists that nothing else is.
private struct EchoRecipe: Recipe {
  var name: String { "Echo" }
  let column: String
  var secret = 0.0

  func fit(to history: Panel, under conditions: FittingConditions) async throws -> EchoForecaster {
    EchoForecaster(column: column, secret: secret)
  }
}

private struct EchoForecaster: Forecaster {
  let name = "Echo"
  let column: String
  let secret: Double

  func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast {
    guard let future = history.future, let numbers = future.covariates[column] else {
      throw ForecastingError(.covariate, "the column is not known ahead", column: column)
    }
    guard Set(future.covariates.keys).union(future.categories.keys) == ["price", "event"],
      history.covariates["visitors"]?.count == history.storage.count,
      (0..<history.count).allSatisfy({ future.count(of: $0) == request.horizon })
    else { throw ForecastingError(.covariate, "more or less is known than should be") }
    return Forecast(
      model: name, frequency: history.frequency, timestampFormat: history.timestampFormat,
      series: (0..<history.count).map { series in
        Forecast.Series(
          id: history.ids[series],
          timestamps: (0..<request.horizon).map {
            history.timestamp(of: series, at: history.range(of: series).count + $0)
          },
          values: numbers[future.range(of: series)].map { $0 + secret })
      })
  }
}
