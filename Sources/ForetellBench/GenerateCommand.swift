internal import ArgumentParser
internal import Foretell

/// Writes the generated data of this repository and of its benchmarks; the same seed, the same bytes.
struct GenerateCommand: ParsableCommand {
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    /// Monthly sales of six shops that opened at different times: data/shops.csv.
    case shops
    /// Daily sales of five shops with prices, promotions and fairs, two weeks of them planned ahead:
    /// data/promotions.csv.
    case promotions
    /// Two million hourly rows of a thousand series, 83 MB: what reading is timed on.
    case long
  }

  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Write generated data.")

  @Argument(
    help: "shops: six monthly series; promotions: five daily ones; long: two million hourly rows.")
  var kind: Kind
  @Option(name: .shortAndLong, help: "File to write.") var output = "-"
  @Option(help: "Seed.") var seed: UInt64 = 1
  @Option(help: "Series of the long file.") var series = 1000
  @Option(help: "Rows a series of the long file.") var rows = 2000

  func run() throws {
    switch kind {
    case .shops: try ShopsGenerator(seed: seed).panel().writeCSV(to: output, targetColumn: "sales")
    case .promotions:
      try PromotionsGenerator(seed: seed).panel().writeCSV(
        to: output, idColumn: "id", timeColumn: "date", targetColumn: "sales")
    case .long:
      let generator = LongGenerator(seed: seed, series: series, rows: rows)
      try generator.panel().writeCSV(to: output)
    }
  }
}

/// Six shops: growth, a yearly season of their own, a shared Christmas, and noise.
struct ShopsGenerator {
  let seed: UInt64

  /// Values have two decimals, so that rounding of the mathematics library cannot show.
  func panel() throws -> Panel {
    let names = ["Amsterdam", "Bruges", "Cologne", "Dresden", "Esslingen", "Florence"]
    return try Panel(
      names.enumerated().map { number, name in
        let random = RandomStream(seed: seed).stream(name)
        let months = 96 - 9 * number
        let start = CivilDate(year: 2024, month: 12, day: 1)?.dayNumber ?? 0
        let last = Timestamp(secondsSince1970: start * 86_400)
        let first = last.map { Frequency.monthly.stamp(1 - months, after: $0) }
        guard let first else { throw ValidationError("the calendar has no December 2024") }
        return TimeSeries(
          id: name, frequency: .monthly, start: first,
          values: values(months: months, random: random))
      })
  }

  private func values(months: Int, random: RandomStream) -> [Double] {
    let level = 40 + 160 * random[uniformAt: 0]
    let growth = 0.999 + 0.008 * random[uniformAt: 1]
    let peak = Int(12 * random[uniformAt: 2])
    let strength = 0.05 + 0.25 * random[uniformAt: 3]
    var trend = level
    return (0..<months).map { month in
      trend *= growth
      let calendarMonth = (month - months % 12 + 24) % 12
      // A parabola through the year, highest at the shop's own peak; no sine, so no libm.
      let distance = Double(min((month - peak + 120) % 12, (peak - month + 120) % 12)) / 6
      let season = 1 + strength * (0.5 - distance * distance)
      let christmas = calendarMonth == 11 ? 1.35 : 1
      let noise = 0.94 + 0.12 * random[uniformAt: 100 + month]
      return (trend * season * christmas * noise).rounded(to: 2)
    }
  }
}

/// Hourly series of values with three decimals.
struct LongGenerator {
  let seed: UInt64
  let series: Int
  let rows: Int

  func panel() throws -> Panel {
    let random = RandomStream(seed: seed)
    let start = CivilDate(year: 2020, month: 1, day: 1)?.dayNumber ?? 0
    guard let first = Timestamp(secondsSince1970: start * 86_400) else {
      throw ValidationError("the calendar has no year 2020")
    }
    return try Panel(
      frequency: .hourly, timestampFormat: .dateTime(separator: " "),
      ids: (0..<series).map { "series-\($0 + 100_000)" },
      starts: Array(repeating: first, count: series),
      offsets: (0...series).map { $0 * rows },
      storage: (0..<series * rows).map { (1000 * random[uniformAt: $0]).rounded(to: 3) })
  }
}
