import ForetellForecasting
import ForetellNetworks
import ForetellSeries
import Foundation
import Testing

@Suite struct CovariateEncoderTests {
  private let columns = CovariateColumns(
    fixed: ["region", "area"], past: ["visits"], known: ["price", "event"],
    categorical: ["region", "event"], calendar: [.weekday])

  /// Two series of four and two days that begin on Thursday 1970-01-01.
  private func panel(
    visits: [Double] = [1, 2, 3, 4, 5, 6], price: [Double] = [10, 10, 20, 20, 10, 20],
    event: [String?] = [nil, "fair", nil, "game", nil, nil],
    futurePrice: [Double] = [20, 30, 10, 10], futureEvent: [String?] = ["game", nil, "fair", nil],
    area: [String] = ["100", "300"]
  ) throws -> Panel {
    let start = try #require(Timestamp(secondsSince1970: 0))
    let panel = try Panel(
      frequency: .daily, ids: ["a", "b"], starts: [start, start], offsets: [0, 4, 6],
      storage: [1, 2, 3, 4, 5, 6], covariates: ["visits": visits, "price": price],
      attributes: [
        ["region": "north", "area": area[0]], ["region": "south", "area": area[1]],
      ],
      categories: ["event": CategoricalColumn(event)])
    return try panel.replacingFuture(
      FutureCovariates(
        offsets: [0, 2, 4], covariates: ["price": futurePrice],
        categories: ["event": CategoricalColumn(futureEvent)]))
  }

  @Test func numbersAreStandardisedByHistoryAlone() throws {
    let encoder = try CovariateEncoder(columns, fittedTo: panel())
    #expect(encoder.scales["price"]?.mean == 15 && encoder.scales["price"]?.deviation == 5)
    let encoded = try encoder.encoded(panel(futurePrice: [1000, 30, 10, 10]), horizon: 2)
    #expect(encoded.layout.knownWidth == 3)
    #expect(encoded.knownOffsets == [0, 6, 10])
    #expect(encoded.known(of: 0, at: 0).first == -1)
    #expect(encoded.known(of: 0, at: 4).first == 197)
    #expect(encoded.known(of: 1, at: 3).first == -1)
    #expect(encoded.past(of: 1, at: 1).first == Float(2.5 / (17.5 / 6).squareRoot()))
    #expect(encoded.fixed(of: 0) == [-1] && encoded.fixed(of: 1) == [1])
  }

  @Test func labelsAreNumberedFromOneAndAnEmptyFieldIsOne() throws {
    let encoder = try CovariateEncoder(columns, fittedTo: panel())
    #expect(encoder.vocabularies["event"]?.levels == ["fair", "game"])
    #expect(encoder.vocabularies["event"]?.count == 4)
    let encoded = try encoder.encoded(panel(), horizon: 2)
    #expect(encoded.knownLabels == [3, 1, 3, 2, 2, 3, 3, 3, 1, 3])
    #expect(encoded.fixedLabels == [1, 2])
    #expect(encoder.unseenLabels(in: try panel(), horizon: 2).isEmpty)
  }

  @Test func theStampsGoOnTheirCirclesBeyondTheEnd() throws {
    let encoded = try CovariateEncoder(columns, fittedTo: panel()).encoded(panel(), horizon: 2)
    // Monday, four days after Thursday.
    #expect(Array(encoded.known(of: 0, at: 4).suffix(2)) == [0, 1])
    let friday = encoded.known(of: 1, at: 1).suffix(2)
    #expect(abs((friday.first ?? 0) - Float(sin(2 * Double.pi * 4 / 7))) < 1e-7)
  }

  @Test func anUnseenLabelIsUnknownAndNamed() throws {
    let encoder = try CovariateEncoder(columns, fittedTo: panel())
    let other = try panel(futureEvent: ["feast", "feast", nil, nil])
    let encoded = try encoder.encoded(other, horizon: 2)
    #expect(encoded.knownLabels[4] == 0 && encoded.knownLabels[5] == 0)
    let unseen = encoder.unseenLabels(in: other, horizon: 2)
    #expect(unseen.map(\.label) == ["feast"])
    #expect(unseen.first?.description.contains("‘feast’ in column ‘event’") == true)
    // Not reached, not named.
    #expect(encoder.unseenLabels(in: other, horizon: 0).isEmpty)
  }

  @Test func numbersUnlikeAnyThatWereThereAreNamed() throws {
    let encoder = try CovariateEncoder(columns, fittedTo: panel())
    #expect(encoder.unseenNumbers(in: try panel(), horizon: 2).isEmpty)
    // Ten deviations of 5 are 50.
    let other = try panel(futurePrice: [65, 66, -1000, 10], area: ["100", "9999"])
    let found = encoder.unseenNumbers(in: other, horizon: 2)
    #expect(found.map(\.column) == ["price", "area"])
    #expect(found[0].number == -1000 && found[0].series == "b" && found[0].count == 2)
    #expect(found[0].timestamp?.description == "1970-01-03" && found[0].deviations == 203)
    #expect(found[1].timestamp == nil && found[1].series == "b")
    #expect(found[0].description.contains("no wider"))
    #expect(encoder.unseenNumbers(in: other, horizon: 0).map(\.column) == ["area"])
    // One that was there is no news, however far out it stood.
    var visits = [Double](repeating: 0, count: 401)
    visits[200] = 1
    let spiked = try Samples.panel(visits, frequency: .daily)
    let spikes = try spiked[0].with(covariates: ["visits": visits])
    let lone = try CovariateEncoder(CovariateColumns(past: ["visits"]), fittedTo: spikes)
    #expect(lone.unseenNumbers(in: spikes, horizon: 0).isEmpty)
  }

  /// Where a column stands on levels of its own in each series, its moves are measured there.
  @Test func columnsOnDifferentLevelsAreScaledBySeries() throws {
    let columns = CovariateColumns(known: ["price"], calendar: [])
    let apart = try panel(
      price: [10, 12, 10, 12, 1000, 1200], futurePrice: [13, 11, 1300, 1100])
    let encoder = try CovariateEncoder(columns, fittedTo: apart)
    #expect(encoder.ownScales?["price"]?["b"]?.mean == 1100)
    let encoded = try encoder.encoded(apart, horizon: 2)
    #expect(encoded.known == [-1, 1, -1, 1, 2, 0, -1, 1, 2, 0])
    // What moves in one of two series is a fact of theirs; who was not there is scaled by its own history.
    let still = try panel(price: [10, 10, 10, 10, 2000, 2010])
    #expect(try CovariateEncoder(columns, fittedTo: still).ownScales == nil)
    let strange = try Panel(
      frequency: .daily, ids: ["c"], starts: [apart.starts[0]], offsets: [0, 2],
      storage: [1, 2], covariates: ["price": [7, 9]])
    #expect(try encoder.encoded(strange, horizon: 0).known == [-1, 1])
    // What moves within series as much as between them stays on one scale.
    #expect(try CovariateEncoder(columns, fittedTo: panel()).ownScales == nil)
    let far = try panel(price: [10, 12, 10, 12, 1000, 1200], futurePrice: [400, 11, 1300, 1100])
    #expect(encoder.unseenNumbers(in: far, horizon: 2).map(\.number) == [400])
    let read = try JSONDecoder().decode(
      CovariateEncoder.self, from: JSONEncoder().encode(encoder))
    #expect(read == encoder)
  }

  @Test func whatAConstantColumnBecomesIsLeftOutAndNamed() throws {
    let past = CovariateColumns(past: ["visits"], calendar: [])
    let encoder = try CovariateEncoder(
      past, fittedTo: panel(visits: [Double](repeating: 7, count: 6)))
    let other = try panel(visits: [7, 7, 8, 7, 7, 7])
    #expect(try encoder.encoded(other, horizon: 0).past.allSatisfy { $0 == 0 })
    let found = encoder.unseenNumbers(in: other, horizon: 0)
    #expect(found.count == 1 && found[0].number == 8 && found[0].deviation == nil)
    #expect(found[0].description.contains("leaves out"))
    // As a file of before reads: no distance, and a deviation of 1.
    let old = try JSONDecoder().decode(
      CovariateEncoder.Scale.self, from: Data(#"{"mean":7,"deviation":1}"#.utf8))
    #expect(old.reach == nil)
  }

  @Test func aNumberTooFarForTheNetworkIsNamed() throws {
    let encoder = try CovariateEncoder(columns, fittedTo: panel())
    let planned = try #require(throws: ForecastingError.self) {
      _ = try encoder.encoded(panel(futurePrice: [20, 30, 1e300, 10]), horizon: 2)
    }
    #expect(planned.code == .covariate && planned.column == "price" && planned.series == "b")
    #expect(planned.timestamp?.description == "1970-01-03")
    let fact = try #require(throws: ForecastingError.self) {
      _ = try encoder.encoded(panel(area: ["1e300", "2"]), horizon: 2)
    }
    #expect(fact.code == .covariate && fact.column == "area" && fact.series == "a")
  }

  @Test func missingRowsAfterTheEndAreNamedBySeriesAndStamp() throws {
    let encoder = try CovariateEncoder(columns, fittedTo: panel())
    let missing = try #require(encoder.columns.missingFuture(of: panel(), horizon: 3))
    #expect(missing.rows.map(\.count) == [1, 1] && missing.rows.map(\.series) == ["a", "b"])
    #expect(missing.rows[0].first.description == "1970-01-07")
    #expect(throws: ForecastingError.self) { _ = try encoder.encoded(panel(), horizon: 3) }
    let bare = try panel().replacingFuture(nil)
    #expect(encoder.columns.missingFuture(of: bare, horizon: 2)?.rows.map(\.count) == [2, 2])
    // What only the calendar knows needs no rows.
    let calendar = try CovariateEncoder(CovariateColumns(), fittedTo: bare)
    #expect(try calendar.encoded(bare, horizon: 5).known.count == 16 * 6)
  }

  @Test(arguments: ["price", "event", "visits", "infinite", "area"])
  func whatIsMissingIsNamedByItsPlace(_ what: String) throws {
    let encoder = try CovariateEncoder(columns, fittedTo: panel())
    let full = try CovariateEncoder(
      columns, fittedTo: panel(event: ["fair", "fair", "fair", "game", "game", "fair"]))
    let error = try #require(throws: ForecastingError.self) {
      switch what {
      case "price":
        _ = try encoder.encoded(panel(futurePrice: [20, .nan, 10, 10]), horizon: 2)
      case "event": _ = try full.encoded(panel(), horizon: 2)
      case "visits": _ = try encoder.encoded(panel(visits: [1, 2, 3, 4, .nan, 6]), horizon: 2)
      case "infinite":
        _ = try encoder.encoded(panel(price: [1, .infinity, 1, 1, 1, 1]), horizon: 2)
      default: _ = try encoder.encoded(panel(area: ["1", "wide"]), horizon: 2)
      }
    }
    let places: [String: (String, String?, String)] = [
      "price": ("a", "1970-01-06", "price"), "event": ("a", "1970-01-06", "event"),
      "visits": ("b", "1970-01-01", "visits"), "infinite": ("a", "1970-01-02", "price"),
      "area": ("b", nil, "area"),
    ]
    let place = try #require(places[what])
    #expect(error.series == place.0 && error.column == place.2)
    #expect(error.timestamp?.description == place.1)
    #expect(error.code == .covariate && error.remedy != nil)
  }

  @Test func columnsThatContradictEachOtherAreRefused() throws {
    let panel = try panel()
    func refusal(_ columns: CovariateColumns) throws -> ForecastingError {
      try #require(throws: ForecastingError.self) {
        _ = try CovariateEncoder(columns, fittedTo: panel)
      }
    }
    #expect(try refusal(CovariateColumns(past: ["price"], known: ["price"])).column == "price")
    #expect(try refusal(CovariateColumns(known: ["promo"])).column == "promo")
    #expect(try refusal(CovariateColumns(known: ["event"])).message.contains("labels"))
    #expect(try refusal(CovariateColumns(categorical: ["event"])).column == "event")
    #expect(try refusal(CovariateColumns(fixed: ["region"])).series == "a")
    #expect(try refusal(CovariateColumns(calendar: [.hour])).code == .recipe)
  }

  @Test func constantAndHugeColumnsStayFinite() throws {
    let panel = try panel(
      visits: [7, 7, 7, 7, 7, 7], price: [1.7e308, -1.7e308, 0, 0, 0, 1e308],
      futurePrice: [1e308, 0, 0, 0])
    let past = CovariateColumns(past: ["visits"], calendar: [])
    let encoded = try CovariateEncoder(past, fittedTo: panel).encoded(panel, horizon: 2)
    #expect(encoded.past.allSatisfy { $0 == 0 })
    let known = CovariateColumns(known: ["price"], calendar: [])
    do {
      let huge = try CovariateEncoder(known, fittedTo: panel).encoded(panel, horizon: 2)
      let areFinite = huge.known.allSatisfy { $0.isFinite }
      #expect(areFinite)
    } catch {
      #expect(error.column == "price")
    }
  }

  @Test func anEncoderComesBackFromItsFile() throws {
    let encoder = try CovariateEncoder(columns, fittedTo: panel())
    let data = try JSONEncoder().encode(encoder)
    let read = try JSONDecoder().decode(CovariateEncoder.self, from: data)
    #expect(read == encoder)
    let again = try read.encoded(panel(), horizon: 2)
    #expect(again.known == (try encoder.encoded(panel(), horizon: 2).known))
    let few = try JSONDecoder().decode(CovariateColumns.self, from: Data(#"{"known":["p"]}"#.utf8))
    #expect(few == CovariateColumns(known: ["p"]))
  }

  @Test(arguments: zip([1, 3, 11, 367, 100_000], [2, 3, 6, 44, 50]))
  func embeddingsAreAsWideAsTheRuleSays(_ count: Int, _ width: Int) {
    let vocabulary = Vocabulary(CategoricalColumn((1..<max(2, count)).map { "\($0)" as String? }))
    if count > 1 { #expect(vocabulary.count == count) }
    #expect(vocabulary.embedding.width == (count == 1 ? 2 : width))
  }
}

extension TimeSeries {
  /// A panel of it with columns.
  fileprivate func with(covariates: [String: [Double]]) throws -> Panel {
    var series = self
    series.covariates = covariates
    return try Panel([series])
  }
}
