import ForetellSeries
import Testing

@Suite struct CovariateTests {
  /// A letter with its accent, and a letter and an accent: the file's bytes differ, the text does not.
  @Test func twoSpellingsOfOneLabelAreNoTrouble() {
    var column = CategoricalColumn(levels: ["caf\u{e9}", "cafe\u{301}"], codes: [0, 1])
    column.append(CategoricalColumn(levels: ["cafe\u{301}", "bar"], codes: [0, 1]))
    #expect((0..<4).map { column[$0] } == ["caf\u{e9}", "caf\u{e9}", "caf\u{e9}", "bar"])
  }

  /// Two series of four and three days, with a price, a promotion and an event, and known rows after each.
  private func panel() throws -> Panel {
    let start = try #require(Timestamp(secondsSince1970: 0))
    return try Panel([
      TimeSeries(
        id: "a", frequency: .daily, start: start, values: [1, 2, 3, 4],
        covariates: ["price": [10, 20, 30, 40]], attributes: ["region": "north"],
        categories: ["event": [nil, "fair", nil, "game"]]),
      TimeSeries(
        id: "b", frequency: .daily, start: start, values: [5, .nan, 7],
        covariates: ["price": [50, .nan, 70]], attributes: ["region": "south"],
        categories: ["event": ["game", nil, nil]]),
    ]).replacingFuture(
      FutureCovariates(
        offsets: [0, 2, 3], covariates: ["price": [41, 42, 71]],
        categories: ["event": CategoricalColumn(["fair", nil, "feast"])]))
  }

  private func labels(_ column: CategoricalColumn?) -> [String?] {
    column.map { column in (0..<column.count).map { column[$0] } } ?? []
  }

  @Test func columnsOfTheSameLabelsAreEqualHoweverTheyAreStored() {
    let first = CategoricalColumn(["x", nil, "y"])
    var second = CategoricalColumn(["y", "x", nil]).gathering([1..<3])
    #expect(second != first)
    second.append(CategoricalColumn(["z", "y"]).gathering([1..<2]))
    #expect(second == first && second.hashValue == first.hashValue)
    #expect(labels(second) == ["x", nil, "y"])
  }

  @Test func aSeriesTakesItsColumnsAlong() throws {
    let one = try panel()[1]
    #expect(one.categories == ["event": ["game", nil, nil]] && one.attributes["region"] == "south")
    #expect(one.covariates["price"]?.first == 50)
    #expect(try Panel([panel()[0], one]).categories == panel().categories)
  }

  @Test func whatIsKnownAheadStaysWithTheEndItFollows() throws {
    let panel = try panel()
    #expect(panel.prefix(dropping: 0).future == panel.future)
    #expect(panel.prefix(dropping: 1).future == nil)
    let turned = panel.selecting([1, 0])
    #expect(turned.future?.offsets == [0, 1, 3])
    #expect(turned.future?.covariates["price"] == [71, 41, 42])
    #expect(labels(turned.future?.categories["event"]) == ["feast", "fair", nil])
    let mixed = panel.cutting([(0, 1..<4), (1, 0..<2)])
    #expect(mixed.future?.offsets == [0, 2, 2])
    #expect(mixed.covariates["price"]?.prefix(4) == [20, 30, 40, 50])
    #expect(labels(mixed.categories["event"]) == ["fair", nil, "game", "game", nil])
    #expect(mixed.attributes == panel.attributes)
  }

  @Test func aCutKnowsTheNamedColumnsAheadAndNoOthers() throws {
    let cut = try panel().cutting([(0, 0..<2), (1, 0..<3)], knowing: ["price"], ahead: 3)
    #expect(cut.future?.offsets == [0, 3, 6])
    // Within the panel, then beyond it; the last row stands in for what nobody knows.
    #expect(cut.future?.covariates == ["price": [30, 40, 41, 71, 71, 71]])
    #expect(cut.future?.categories.isEmpty == true)
    let labelled = try panel().cutting([(0, 0..<3)], knowing: ["event"], ahead: 4)
    #expect(labels(labelled.future?.categories["event"]) == ["game", "fair", nil, nil])
    #expect(try panel().cutting([(0, 0..<4)], knowing: [], ahead: 3).future == nil)
  }

  @Test func numbersAreFilledAndLabelsAreNot() throws {
    let (filled, count) = try panel().filled(by: .linear)
    #expect(count == 1)
    #expect(filled.storage[5] == 6 && filled.covariates["price"]?[5] == 60)
    #expect(filled.categories == (try panel().categories))
    #expect(filled.future == (try panel().future))
  }

  @Test func partsThatDoNotFitAreRefused() throws {
    let panel = try panel()
    #expect(throws: SeriesError.self) {
      _ = try FutureCovariates(offsets: [0, 2], covariates: ["price": [1]])
    }
    #expect(throws: SeriesError.self) {
      _ = try panel.replacingFuture(FutureCovariates(offsets: [0, 0]))
    }
    #expect(throws: SeriesError.self) {
      _ = try Panel(
        frequency: .daily, ids: ["a"], starts: [panel.starts[0]], offsets: [0, 1], storage: [1],
        covariates: ["x": [1]], categories: ["x": CategoricalColumn(["l"])])
    }
    #expect(throws: SeriesError.self) {
      _ = try Panel(
        frequency: .daily, ids: ["a"], starts: [panel.starts[0]], offsets: [0, 1], storage: [1],
        categories: ["x": CategoricalColumn([])])
    }
  }
}
