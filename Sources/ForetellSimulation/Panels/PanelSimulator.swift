public import ForetellRandom
public import ForetellSeries

/// Simulated panels: series of a frequency, with stamps, on a scale of their own.
///
/// Steps of whole minutes that divide the day have days and weeks (``SubdailySimulator``), all others one
/// season (``SeriesSimulator``). Series `i` is a function of the simulator, the stream and `i` alone.
public struct PanelSimulator: Sendable {
  public let frequency: Frequency
  public let seasonLength: Int
  /// Values of a series.
  public let length: Int
  public let observation: ObservationLaw
  private let simulator: any Simulator

  /// - Parameters:
  ///   - seasonLength: the frequency's own where none is given; another one than that of a sub-daily
  ///     frequency makes series of one season.
  ///   - length: within 1 … 10⁶, which it is brought into.
  public init(
    frequency: Frequency, seasonLength: Int? = nil, length: Int,
    observation: ObservationLaw = .measurements(PositiveScalePrior())
  ) {
    let usual = frequency.defaultSeasonLength
    self.frequency = frequency
    self.seasonLength = max(1, seasonLength ?? usual)
    self.length = min(max(length, 1), 1_000_000)
    self.observation = observation
    if frequency.isSubDaily, usual > 1, self.seasonLength == usual {
      simulator = SubdailySimulator(prior: .slotsPerDay(usual), length: self.length)
    } else {
      var prior = SeriesPrior.seasonLength(self.seasonLength)
      // Counts are the observation's business here.
      prior.counting.probability = 0
      simulator = SeriesSimulator(prior: prior, length: self.length)
    }
  }

  /// The first stamp of the year 2000 that this frequency may have; 1 on a plain integer axis.
  public var defaultStart: Timestamp? {
    if case .index = frequency { return Timestamp(index: 1) }
    let firstDay = 946_684_800
    return (0..<366).lazy.compactMap { Timestamp(secondsSince1970: firstDay + 86_400 * $0) }
      .first(where: frequency.isAnchored)
  }

  /// The series of these numbers.
  /// - Parameters:
  ///   - name: the id of a series, by its number.
  ///   - start: the first stamp, ``defaultStart`` where none is given.
  /// - Throws: ``SeriesError`` with `.mismatch` where the frequency has no such stamp, or the last one
  ///   lies beyond those that are supported.
  public func panel(
    series numbers: Range<Int>, from random: RandomStream, start: Timestamp? = nil,
    timestampFormat: TimestampFormat? = nil, threads: Int = 1,
    name: (Int) -> String = { "series-\($0 + 1)" }
  ) throws(SeriesError) -> Panel {
    let start = try checked(start)
    var values: [Float] = []
    simulator.fill(&values, numbers: numbers, from: random, threads: threads)
    var storage: [Double] = []
    storage.reserveCapacity(values.count)
    let scales = random.stream("observation")
    for (index, number) in numbers.enumerated() {
      var draws = Draws(scales.stream(number))
      let series = values[index * length..<(index + 1) * length].map(Double.init)
      storage += observation.data(around: series, using: &draws)
    }
    return try Panel(
      frequency: frequency,
      timestampFormat: timestampFormat ?? Self.format(of: frequency), ids: numbers.map(name),
      starts: Array(repeating: start, count: numbers.count),
      offsets: (0...numbers.count).map { $0 * length }, storage: storage)
  }

  /// The first stamp of the panels, if all of their stamps are there.
  public func checked(_ start: Timestamp?) throws(SeriesError) -> Timestamp {
    guard let start = start ?? defaultStart, frequency.isAnchored(start) else {
      throw SeriesError(
        .mismatch, "a series of frequency \(frequency) does not begin there", timestamp: start,
        remedy: defaultStart.map { "begin for example at \($0)" })
    }
    guard frequency.stamp(length - 1, after: start).isSupported else {
      throw SeriesError(
        .mismatch, "\(length) steps of \(frequency) after it lead beyond the calendar",
        timestamp: start, remedy: "simulate shorter series, or begin earlier")
    }
    return start
  }

  private static func format(of frequency: Frequency) -> TimestampFormat {
    switch frequency {
    case .index: .index
    case .seconds: .dateTime(separator: " ")
    default: .date
    }
  }
}
