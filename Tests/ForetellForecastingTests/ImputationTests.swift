import ForetellForecasting
import ForetellRandom
import ForetellSeries
import ForetellTestSupport
import Foundation
import Testing

/// Gaps are filled from both sides, and what cannot be is named.
@Suite struct ImputationTests {
  /// A daily wave with a weekly one, noise, and a level that wanders.
  private static func load(_ count: Int, seed: UInt64 = 1, level: Double = 100) -> [Double] {
    let random = RandomStream(seed: seed)
    var walk = 0.0
    return (0..<count).map { hour in
      walk += random[uniformAt: 2 * hour] - 0.5
      let day = sin(2 * .pi * Double(hour % 24) / 24)
      let week = hour / 24 % 7 < 5 ? 8.0 : 0
      return level + 20 * day + week + walk + 2 * random[uniformAt: 2 * hour + 1]
    }
  }

  private static func panel(_ series: [(id: String, values: [Double])]) throws -> Panel {
    let hourly = try #require(Frequency("h"))
    let start = try #require(Timestamp(secondsSince1970: 1_704_067_200))
    return try Panel(
      series.map { TimeSeries(id: $0.id, frequency: hourly, start: start, values: $0.values) })
  }

  private static func withGaps(_ values: [Double], _ gaps: [Range<Int>]) -> [Double] {
    var values = values
    for gap in gaps { for place in gap { values[place] = .nan } }
    return values
  }

  private static let gaps = [
    40..<52, 130..<133, 260..<296, 400..<424, 555..<556, 700..<712, 900..<930, 1100..<1106,
  ]

  private static let recipe = ImputationRecipe(hiddenSize: 12, steps: 200)

  private func error(_ filled: Panel, _ truth: [Double]) -> Double {
    let places = Self.gaps.flatMap { $0 }
    return places.reduce(0) { $0 + abs(filled.storage[$1] - truth[$1]) } / Double(places.count)
  }

  @Test func gapsAreFilledAndValuesStayAsTheyAre() throws {
    let truth = Self.load(1344)
    let panel = try Self.panel([("load", Self.withGaps(truth, Self.gaps))])
    let found = try Self.recipe.fill(panel, levels: [80, 95])
    #expect(found.places == Self.gaps.flatMap { $0 })
    #expect(found.panel.storage.allSatisfy { $0.isFinite })
    for place in truth.indices where !panel.storage[place].isNaN {
      #expect(found.panel.storage[place] == truth[place])
    }
    let score = try #require(found.score)
    #expect(score.blocks > 2 && score.values > 20)
    #expect(Set(score.errors.map(\.method)).isSuperset(of: ["network", "linear", "seasonal-24"]))
    #expect(score.errors.map(\.mae) == score.errors.map(\.mae).sorted())
    let linear = try ImputationRecipe(choice: .linear).fill(panel)
    #expect(linear.method == .linear)
    #expect(error(found.panel, truth) < 0.5 * error(linear.panel, truth))
    for interval in found.intervals {
      for (number, place) in found.places.enumerated() {
        #expect(interval.lower[number] <= found.panel.storage[place])
        #expect(found.panel.storage[place] <= interval.upper[number])
      }
    }
    // A wider level bounds more.
    #expect(zip(found.intervals[0].upper, found.intervals[1].upper).allSatisfy { $0 <= $1 })
  }

  @Test func whatStoodInAGapDoesNotMatter() throws {
    let panels = try [1.0, 50].map { factor in
      var values = Self.load(800)
      for gap in Self.gaps.prefix(5) { for place in gap { values[place] *= factor } }
      return try Self.panel([("load", Self.withGaps(values, Array(Self.gaps.prefix(5))))])
    }
    #expect(panels[0].storage.map(\.bitPattern) == panels[1].storage.map(\.bitPattern))
  }

  @Test func numberOfThreadsChangesNoBitAndTheSeedDoes() throws {
    let panel = try Self.panel([
      ("a", Self.withGaps(Self.load(700), Array(Self.gaps.prefix(4)))),
      ("b", Self.withGaps(Self.load(500, seed: 2, level: 5000), [100..<120, 300..<303])),
    ])
    var recipe = ImputationRecipe(choice: .network, hiddenSize: 9, steps: 30)
    func bits(_ threads: Int) throws -> [UInt64] {
      let found = try recipe.fill(
        panel, levels: [90], under: FittingConditions(threads: threads))
      return (found.panel.storage + found.intervals[0].lower).map(\.bitPattern)
    }
    let one = try bits(1)
    #expect(try bits(4) == one)
    recipe.seed = 1
    #expect(try bits(1) != one)
  }

  @Test func endsAreFilledFromTheirOneSide() throws {
    let truth = Self.load(700)
    let panel = try Self.panel([("load", Self.withGaps(truth, [0..<9, 300..<310, 690..<700]))])
    let found = try Self.recipe.fill(panel, levels: [80])
    #expect(found.panel.storage.allSatisfy { $0.isFinite })
    #expect(found.places.count == 29)
    #expect(found.intervals[0].lower.allSatisfy { $0.isFinite })
  }

  @Test func whatCannotBeLearnedFromIsNamed() throws {
    let panel = try Self.panel([
      ("good", Self.withGaps(Self.load(700), [100..<110, 300..<320])),
      ("empty", Array(repeating: .nan, count: 60)),
      ("one", [.nan, 7, .nan, .nan]),
      ("constant", Self.withGaps(Array(repeating: 3, count: 200), [50..<60])),
      ("short", Self.withGaps(Self.load(30), [10..<13])),
    ])
    let found = try Self.recipe.fill(panel, levels: [80])
    let reasons = Dictionary(uniqueKeysWithValues: found.fallbacks.map { ($0.series, $0) })
    #expect(reasons["empty"]?.method == "none")
    #expect(reasons["one"]?.reason == "it has one value")
    #expect(reasons["good"] == nil)
    #expect(found.panel.values(of: 1).allSatisfy { $0.isNaN })
    #expect(Array(found.panel.values(of: 2)) == [7, 7, 7, 7])
    #expect(found.panel.values(of: 3).allSatisfy { $0 == 3 })
    #expect(found.panel.values(of: 4).allSatisfy { $0.isFinite })
  }

  @Test func fewValuesAreFilledWithoutAScore() throws {
    let panel = try Self.panel([("few", [1, .nan, 3, 4, .nan, .nan, 7])])
    let found = try Self.recipe.fill(panel, levels: [80])
    #expect(found.score == nil && found.intervals.isEmpty)
    #expect(found.panel.storage == [1, 2, 3, 4, 5, 6, 7])
  }

  @Test func nothingMissingIsLeftAlone() throws {
    let panel = try Self.panel([("whole", Self.load(300))])
    let found = try Self.recipe.fill(panel, levels: [80])
    #expect(found.panel == panel && found.places.isEmpty && found.score == nil)
  }

  @Test func noNegativeValueWhereThereIsNone() throws {
    let truth = Self.load(900).map { max(0, $0 - 105) }
    let panel = try Self.panel([
      ("counts", Self.withGaps(truth, Self.gaps.filter { $0.upperBound < 900 }))
    ])
    let found = try Self.recipe.fill(panel, levels: [95])
    #expect(found.panel.storage.allSatisfy { $0 >= 0 })
    #expect(found.intervals[0].lower.allSatisfy { $0 >= 0 })
  }

  @Test func infiniteValuesAreRefused() throws {
    let panel = try Self.panel([("bad", [1, .nan, .infinity, 2])])
    #expect(throws: ForecastingError.self) { try Self.recipe.fill(panel) }
  }

  @Test func aRecipeIsWrittenAndRead() throws {
    let recipe = ImputationRecipe(choice: .seasonal, seasonLength: 7, seed: 3)
    let data = try JSONEncoder().encode(recipe)
    #expect(try JSONDecoder().decode(ImputationRecipe.self, from: data) == recipe)
  }

  // MARK: Few values

  /// A year of months with a trend, a season and noise.
  private static func months(_ count: Int, seed: UInt64) throws -> (Panel, [Double]) {
    var draws = Draws(RandomStream(seed: seed))
    let truth = (0..<count).map { month in
      let season = 12 * sin(2 * .pi * Double(month % 12) / 12)
      return 100 + 0.3 * Double(month) + season + 3 * draws.normal()
    }
    let monthly = try #require(Frequency("MS"))
    let start = try #require(Timestamp(secondsSince1970: 1_704_067_200))
    let random = RandomStream(seed: seed).stream("gaps")
    let gaps = [1, 2, 4].enumerated().map { number, length in
      let first = 15 + number * (count - 30) / 3 + Int(random[uniformAt: number] * 12)
      return first..<first + length
    }
    let series = TimeSeries(
      id: "months", frequency: monthly, start: start, values: withGaps(truth, gaps))
    return (try Panel([series]), truth)
  }

  @Test func fewValuesAreHiddenSeveralTimes() throws {
    let (panel, _) = try Self.months(120, seed: 1)
    let found = try Self.recipe.fill(panel, levels: [80])
    let score = try #require(found.score)
    #expect(score.rounds > 1 && score.blocks >= 20 && score.choosingBlocks >= 20)
    #expect(score.error(of: "network") == nil && score.error(of: "seasonal-12") != nil)
    #expect(found.intervals.count == 1)
    let hours = try Self.panel([("load", Self.withGaps(Self.load(1344), Self.gaps))])
    let learned = try #require(try Self.recipe.fill(hours).score)
    #expect(learned.rounds > 1 && learned.blocks + learned.choosingBlocks >= 24)
    #expect(learned.error(of: "network") != nil)
  }

  @Test func aNetworkIsRefusedWhereThereIsTooLittleToLearnFrom() throws {
    let (panel, _) = try Self.months(120, seed: 1)
    var recipe = Self.recipe
    recipe.choice = .network
    let error = #expect(throws: ForecastingError.self) { try recipe.fill(panel) }
    #expect(error?.code == .tooShort && error?.message.contains("160 known values") == true)
    #expect(error?.message.contains("there are 113") == true)
    #expect(error?.remedy?.contains("--method auto") == true)
    // Enough values, but none with a known one on both sides: not one block can be hidden.
    let scattered = try Self.panel([
      ("scattered", (0..<900).map { $0 % 3 == 0 ? .nan : Double($0 % 24) })
    ])
    let refusal = #expect(throws: ForecastingError.self) { try recipe.fill(scattered) }
    #expect(refusal?.code == .tooShort && refusal?.message.contains("two stretches") == true)
    #expect(refusal?.message.contains("(1 … 1 steps)") == true)
    let plain = try Self.recipe.fill(scattered, levels: [80])
    #expect(plain.score == nil && plain.intervals.isEmpty && plain.method == .adjusted)
    #expect(plain.panel.storage.allSatisfy { $0.isFinite })
  }

  /// Over many series bounds hold as often as they say, however few blocks each has to learn them from.
  @Test func boundsHoldAsOftenAsTheySay() throws {
    var (inside, count) = ([0, 0], 0)
    for seed in 0..<60 {
      let (panel, truth) = try Self.months(84, seed: UInt64(seed))
      var recipe = Self.recipe
      recipe.choice = .seasonal
      let found = try recipe.fill(panel, levels: [80, 95])
      count += found.places.count
      for (level, interval) in found.intervals.enumerated() {
        for (number, place) in found.places.enumerated() {
          let holds = (interval.lower[number]...interval.upper[number]).contains(truth[place])
          inside[level] += holds ? 1 : 0
        }
      }
    }
    #expect(count == 420)
    let shares = inside.map { Double($0) / Double(count) }
    #expect(shares[0] >= 0.78 && shares[0] <= 0.9, "\(shares)")
    #expect(shares[1] >= 0.93 && shares[1] < 1, "\(shares)")
  }
}
