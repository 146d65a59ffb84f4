import ForetellForecasting
import ForetellSeries
import Foundation
import Testing

/// Columns that are seen on the scale of each series.
@Suite struct EncoderScalesTests {
  private static let columns = CovariateColumns(known: ["price"], calendar: [])

  /// Products whose price moves by a tenth around levels of their own, beside one at 10 that is `first`.
  private static func shops(_ first: [Double]) throws -> Panel {
    let levels = [20.0, 100, 1000]
    let moving = levels.map { level in
      first.indices.map { level * ($0 % 2 == 0 ? 0.9 : 1.1) }
    }
    return try Panel(
      ([first] + moving).enumerated().map { number, prices in
        var series = try Samples.series("p\(number)", Samples.values(prices.count))
        series.covariates["price"] = prices
        return series
      })
  }

  /// A panel of one of them with one planned price.
  private static func plan(
    _ price: Double, for id: String = "p0", after prices: [Double]
  ) throws -> Panel {
    var series = try Samples.series(id, Samples.values(prices.count))
    series.covariates["price"] = prices
    return try Panel([series]).replacingFuture(
      FutureCovariates(offsets: [0, 1], covariates: ["price": [price]], categories: [:]))
  }

  /// 10.00 on 199 days and 10.01 on one.
  private static let almostStill: [Double] = (0..<200).map { $0 == 50 ? 10.01 : 10 }
  private static let still = [Double](repeating: 10, count: 200)

  @Test func aPriceThatMovedOnceByACentIsMeasuredByTheOthers() throws {
    let encoder = try CovariateEncoder(Self.columns, fittedTo: Self.shops(Self.almostStill))
    let spread = try #require(encoder.ownSpreads?["price"])
    #expect(abs(spread.relative - 0.1) < 1e-9 && abs(spread.absolute - 10) < 1e-9)
    // A quarter of a tenth of 10.
    let own = try #require(encoder.ownScales?["price"]?["p0"])
    #expect(abs(own.deviation - 0.25) < 1e-4)
    #expect(abs((encoder.ownScales?["price"]?["p3"]?.deviation ?? 0) - 100) < 1e-9)
    for id in ["p0", "new"] {
      let planned = try Self.plan(8, for: id, after: Self.almostStill)
      let cell = try encoder.encoded(planned, horizon: 1).known.last ?? 0
      #expect(abs(cell + 8) < 0.01, "\(id) \(cell)")
    }
    let read = try JSONDecoder().decode(CovariateEncoder.self, from: JSONEncoder().encode(encoder))
    #expect(read == encoder)
  }

  @Test func aPriceThatNeverMovedIsMeasuredByTheOthers() throws {
    let encoder = try CovariateEncoder(Self.columns, fittedTo: Self.shops(Self.still))
    for id in ["p0", "new"] {
      let planned = try Self.plan(8, for: id, after: Self.still)
      let cells = try encoder.encoded(planned, horizon: 1).known
      #expect(cells.dropLast().allSatisfy { $0 == 0 })
      #expect(abs((cells.last ?? 0) + 2) < 1e-5, "\(id)")
      #expect(encoder.unseenNumbers(in: planned, horizon: 1).isEmpty)
      let far = try encoder.unseenNumbers(
        in: Self.plan(300, for: id, after: Self.still), horizon: 1)
      let source: UnseenNumber.Source = id == "new" ? .history : .series
      #expect(far.map(\.number) == [300] && far.map(\.source) == [source])
    }
  }

  /// Around nought no share of the mean tells; what is usual there is.
  @Test func aMeanOfNoughtIsHeldByTheUsualDeviation() throws {
    let prices = Self.almostStill.map { $0 - 10 }
    let encoder = try CovariateEncoder(Self.columns, fittedTo: Self.shops(prices))
    let own = try #require(encoder.ownScales?["price"]?["p0"])
    #expect(abs(own.deviation - 2.5) < 1e-9)
  }

  /// Whose numbers a number is far from is what the note says.
  @Test func aNoteSaysWhatANumberIsFarFrom() throws {
    let encoder = try CovariateEncoder(Self.columns, fittedTo: Self.shops(Self.almostStill))
    func note(_ id: String) throws -> String {
      let planned = try Self.plan(300, for: id, after: Self.almostStill)
      return try #require(encoder.unseenNumbers(in: planned, horizon: 1).first).description
    }
    #expect(try note("p0").contains("of this series when the model was fitted"))
    #expect(try note("new").contains("which the model was not fitted to"))
    let together = try CovariateEncoder(
      Self.columns, fittedTo: Self.plan(0, after: [9, 10, 11, 10]))
    let far = try together.unseenNumbers(in: Self.plan(300, after: [9, 10, 11, 10]), horizon: 1)
    #expect(far.first?.source == .column)
    #expect(far.first?.description.contains("of what the model was fitted to") == true)
  }
}
