import ForetellSeries
import Testing

/// A stamp from its ISO 8601 form, or the integer.
func stamp(_ text: String) throws -> Timestamp {
  if let index = Int(text) { return try #require(Timestamp(index: index)) }
  return try #require(TimestampFormat.dateTime(separator: "T").timestamp(from: text))
}

@Suite struct FrequencyTests {
  @Test(arguments: [
    ("h", "2024-02-28T23:00:00", 2, "2024-02-29T01:00:00"),
    ("15min", "2024-01-01", -1, "2023-12-31T23:45:00"),
    ("D", "2024-02-28", 2, "2024-03-01"), ("B", "2024-01-05", 1, "2024-01-08"),
    ("B", "2024-01-08", -1, "2024-01-05"), ("2B", "2024-01-04", 2, "2024-01-10"),
    ("W-SUN", "2024-01-07", 3, "2024-01-28"), ("ME", "2024-01-31", 1, "2024-02-29"),
    ("ME", "2023-01-31", 1, "2023-02-28"), ("ME", "2024-02-29", 1, "2024-03-31"),
    ("MS", "2024-01-01", -1, "2023-12-01"), ("MS@31", "2024-01-31", 1, "2024-02-29"),
    ("MS@15", "2024-01-15", 13, "2025-02-15"), ("QS-JAN", "2024-10-01", 1, "2025-01-01"),
    ("QE-DEC", "2023-12-31", 1, "2024-03-31"), ("YE-DEC", "2023-12-31", 1, "2024-12-31"),
    ("YS-JUL", "2024-07-01", -1, "2023-07-01"), ("YE-FEB", "2023-02-28", 1, "2024-02-29"),
    ("5", "10", 3, "25"),
  ])
  func stepsAreExact(_ name: String, _ start: String, _ count: Int, _ expected: String) throws {
    let frequency = try #require(Frequency(name))
    let (start, expected) = (try stamp(start), try stamp(expected))
    #expect(frequency.stamp(count, after: start) == expected)
    #expect(frequency.steps(from: start, to: expected) == count)
    #expect(frequency.description == name)
  }

  @Test(arguments: [
    ("M", "ME"), ("H", "h"), ("T", "min"), ("60min", "h"), ("W", "W-SUN"), ("Q", "QE-DEC"),
    ("A", "YE-DEC"),
    ("AS", "YS-JAN"), ("QS-APR", "QS-JAN"), ("P1M", "MS"), ("PT15M", "15min"), ("daily", "D"),
    ("15 minutes", "15min"), ("every quarter", "QS-JAN"), ("7", "7"), ("w-wed", "W-WED"),
  ])
  func otherSpellingsAreRead(_ text: String, _ canonical: String) throws {
    #expect(try #require(Frequency(text)).description == canonical)
  }

  @Test(arguments: ["", "X", "0D", "-1D", "99999999D", "MS@99", "fortnight", "QS-FOO"])
  func otherWordsAreNoFrequency(_ text: String) { #expect(Frequency(text) == nil) }

  @Test(arguments: [
    ("h", 24), ("30min", 48), ("15min", 96), ("D", 7), ("B", 5), ("W-MON", 52), ("MS", 12),
    ("QE-DEC", 4),
    ("YS-JAN", 1), ("5", 1), ("s", 1), ("7h", 1), ("3MS", 4),
  ])
  func seasonsAreTheUsualOnes(_ name: String, _ season: Int) throws {
    #expect(try #require(Frequency(name)).defaultSeasonLength == season)
  }

  @Test(arguments: [
    "s", "17s", "min", "5min", "h", "6h", "D", "2D", "W-SUN", "W-WED", "2W-FRI", "MS", "ME",
    "MS@15",
    "QS-JAN", "QS-FEB", "QE-DEC", "QE-NOV", "YS-JAN", "YE-DEC", "YS-JUL", "B", "1", "10",
  ])
  func whatAFrequencyStampsIsInferredAsIt(_ name: String) throws {
    let frequency = try #require(Frequency(name))
    let anchors = [
      "W-SUN": "2020-01-05", "W-WED": "2020-01-01", "2W-FRI": "2020-01-03", "ME": "2020-01-31",
      "MS@15": "2020-01-15", "QS-FEB": "2020-02-01", "QE-DEC": "2020-03-31", "QE-NOV": "2020-02-29",
      "YE-DEC": "2020-12-31", "YS-JUL": "2020-07-01", "1": "0", "10": "-50",
    ]
    let start = try stamp(anchors[name] ?? "2020-01-01")
    let stamps = (0..<30).map { frequency.stamp($0, after: start) }
    #expect(try Frequency(inferredFrom: stamps) == frequency)
    // Two gaps do not hide the step.
    let gappy = stamps.enumerated().filter { ![7, 8, 20].contains($0.offset) }.map(\.element)
    #expect(try Frequency(inferredFrom: gappy) == frequency)
  }

  @Test func runsShowWhatTheirStampsShow() throws {
    for (start, seconds, count) in [
      ("2020-01-01", 3600, 500), ("2020-01-03", 86_400, 100), ("5", 2, 9),
    ] {
      var inference = FrequencyInference()
      inference.observe(run: try stamp(start), every: seconds, count: count)
      let frequency = try inference.frequency()
      #expect(frequency == [3600: .hourly, 86_400: .daily, 2: .index(2)][seconds])
    }
  }

  /// Series that share their stamps, shown one by one and all at once.
  @Test(arguments: [
    ["2024-01-01", "2024-02-01", "2024-03-02", "2024-04-01", "2024-05-01"],
    ["2024-01-30", "2024-02-29", "2024-03-30", "2024-04-30"],
    ["2024-01-31", "2024-02-29", "2024-03-30", "2024-04-30", "2024-05-31"],
    ["2024-01-04", "2024-01-05", "2024-01-08", "2024-01-09", "2024-01-12"],
    ["2024-01-01", "2024-01-08", "2024-01-22", "2024-01-29"],
    ["2020-07-01", "2021-07-01", "2022-07-01"], ["3", "5", "7", "11"],
  ])
  func stampsOfManySeriesAtOnceShowWhatTheyShowOneByOne(_ texts: [String]) throws {
    let stamps = try texts.map(stamp)
    for count in 1...4 {
      // A series of another kind beside them, so that their number can decide.
      let other = stamps[0].isIndex ? ["4", "5", "6"] : ["2024-02-10", "2024-02-11"]
      var (singly, atOnce) = (FrequencyInference(), FrequencyInference())
      for (stamp, next) in try zip(other.map(stamp), other.dropFirst().map(stamp)) {
        singly.observe(stamp, followedBy: next)
        atOnce.observe(stamp, followedBy: next)
      }
      for _ in 0..<count {
        for (stamp, next) in zip(stamps, stamps.dropFirst()) {
          singly.observe(stamp, followedBy: next)
        }
      }
      for (stamp, next) in zip(stamps, stamps.dropFirst()) {
        atOnce.observe(stamp, followedBy: next, times: count)
      }
      #expect(try atOnce.frequency() == singly.frequency(), "\(count) series")
    }
  }

  @Test func aChangeOfOffsetHidesNoHourAndNoDay() throws {
    let hours = try ["2024-03-31T01:00:00+01:00", "2024-03-31T03:00:00+02:00"].map(stamp)
    #expect(try Frequency(inferredFrom: hours) == .hourly)
    let days = try [
      "2024-03-30T00:00:00+01:00", "2024-03-31T00:00:00+01:00", "2024-04-01T00:00:00+02:00",
    ]
    .map(stamp)
    #expect(try Frequency(inferredFrom: days) == .daily)
    #expect(Frequency.daily.steps(from: days[0], to: days[2]) == 2)
  }

  @Test func oneSlipDoesNotHideTheMonths() throws {
    let months = ["2024-01-01", "2024-02-01", "2024-03-02", "2024-04-01", "2024-05-01"]
    #expect(try Frequency(inferredFrom: months.map(stamp)) == .monthly)
  }

  @Test func oneStampHasNoFrequency() throws {
    let error = try #require(throws: SeriesError.self) {
      _ = try Frequency(inferredFrom: [stamp("2024-01-01")])
    }
    #expect(error.code == .frequencyUnknown)
  }
}
