import ForetellRandom
import ForetellSeries
import ForetellSimulation
import Testing

@Suite struct PanelSimulatorTests {
  private let random = RandomStream(seed: 1)

  static let frequencies = [
    "MS", "ME", "QS", "QE", "YS", "W-SUN", "W-WED", "D", "B", "h", "30min", "15min", "7s", "2MS",
    "1",
  ]

  @Test(arguments: frequencies)
  func everyFrequencyHasPanels(_ text: String) throws {
    let frequency = try #require(Frequency(text))
    let simulator = PanelSimulator(frequency: frequency, length: 60)
    let panel = try simulator.panel(series: 3..<9, from: random)
    #expect(panel.count == 6 && panel.ids.first == "series-4" && panel.frequency == frequency)
    #expect(panel.storage.count == 360 && panel.storage.allSatisfy { $0 > 0 && $0.isFinite })
    #expect((0..<60).allSatisfy { frequency.isAnchored(panel.timestamp(of: 2, at: $0)) })
    let later = try simulator.panel(series: 5..<7, from: random, threads: 3)
    #expect(Array(later.values(of: 0)) == Array(panel.values(of: 2)))
  }

  @Test func countsAreWholeAndIntermittentOnesMostlyNone() throws {
    let counts = try PanelSimulator(
      frequency: .monthly, length: 120, observation: .counts(CountingPrior())
    ).panel(series: 0..<50, from: random)
    #expect(counts.storage.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    #expect(Set(counts.storage).count > 100)
    let demand = try PanelSimulator(
      frequency: .weeks(1, on: .monday), length: 200, observation: .intermittent(DemandPrior())
    ).panel(series: 0..<50, from: random)
    #expect(demand.storage.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    let none = demand.storage.count { $0 == 0 }
    #expect((5000..<9500).contains(none))
  }

  @Test func aStampOffTheGridIsRefused() throws {
    let simulator = PanelSimulator(frequency: .monthly, length: 12)
    let second = try #require(Timestamp(secondsSince1970: 946_684_800 + 86_400))
    #expect(throws: SeriesError.self) {
      try simulator.panel(series: 0..<1, from: random, start: second)
    }
    #expect(throws: SeriesError.self) {
      try PanelSimulator(frequency: .yearly, length: 9000).panel(series: 0..<1, from: random)
    }
    let index = try #require(Timestamp(index: 3))
    #expect(throws: SeriesError.self) { try simulator.checked(index) }
  }

  @Test func anotherSeasonThanTheFrequencysIsPossible() throws {
    let yearly = PanelSimulator(frequency: .daily, seasonLength: 365, length: 800)
    #expect(yearly.seasonLength == 365)
    #expect(try yearly.panel(series: 0..<2, from: random).storage.allSatisfy(\.isFinite))
    let plain = PanelSimulator(frequency: .hourly, seasonLength: 1, length: 50)
    #expect(try plain.panel(series: 0..<2, from: random).storage.count == 100)
  }
}
