internal import ArgumentParser
internal import Foretell

/// `foretell simulate`: synthetic series to try things on.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Write synthetic series to try things on.",
    usage: "foretell simulate [<options>]",
    discussion: """
      Levels that walk, trends that break, seasons that evolve, cycles, outliers, weeks and holidays, drawn at \
      random: a CSV of unique_id, ds and y as every other command reads it. Series number \
      i is the same however many there are. docs/simulation.md tells more.

      Examples:
        foretell simulate --kind monthly --count 100 -o monthly.csv
        foretell simulate --freq 15min --length 2000 --seed 7
        foretell simulate --kind intermittent --freq W-MON --start 2024-01-01
        foretell simulate --kind hourly | foretell forecast - -H 48
      """)

  @Option(
    help: "What they look like (measurements of the frequency, monthly without one).")
  var kind: SimulatedKind?

  @Option(parsing: .unconditional, help: "How many series.")
  var count = 10

  @Option(
    parsing: .unconditional,
    help: "Values of a series (ten seasons, four weeks of hours, forty at least).")
  var length: Int?

  @Option(parsing: .unconditional, help: "Seed; the same seed gives the same bytes.")
  var seed: UInt64 = 0

  @Option(
    parsing: .unconditional,
    help: "Step between stamps, such as h, 15min, D, B, W-SUN, MS, ME, QS or YS (the kind's).")
  var freq: String?

  @Option(
    parsing: .unconditional,
    help: "Steps in a season: 12 for months, 24 for hours, … (from the frequency).")
  var seasonLength: Int?

  @Option(
    parsing: .unconditional, help: "The first stamp, such as 2024-01-01 (the first one of 2000).")
  var start: String?

  @OptionGroup var file: OutputFileOption

  @Flag(help: "One JSON document instead of CSV; errors are then JSON too.")
  var json = false

  @Flag(name: .shortAndLong, help: "No notes, only results and errors.")
  var quiet = false

  private var output: String { file.path ?? "-" }

  func validate() throws { _ = try plan() }

  func run() async throws {
    var job = try Job(writing: [output], reading: [], quiet: quiet, verbose: false)
    let plan = try plan()
    if json { try plan.writeJSON(to: output) } else { try plan.writeCSV(to: output) }
    job.notes.add(
      "\(count) series of \(plan.simulator.length) values, frequency \(plan.simulator.frequency), "
        + "season \(plan.simulator.seasonLength), seed \(seed)")
    if output != "-" { job.notes.add("wrote \(output)") }
  }

  /// What is asked for, or what is wrong with it.
  private func plan() throws -> SimulationPlan {
    let frequency = try frequency()
    if let kind, kind.isFrequency,
      frequency.defaultSeasonLength != kind.frequency.defaultSeasonLength
    {
      throw ValidationError("--kind \(kind.rawValue) is not --freq \(frequency); give one of them.")
    }
    try check(count, within: 1...10_000_000, as: "--count")
    if let seasonLength { try check(seasonLength, within: 1...100_000, as: "--season-length") }
    let season = seasonLength ?? frequency.defaultSeasonLength
    let usual = frequency.isSubDaily && season > 1 ? 28 * season : max(40, 10 * season)
    let length = length ?? usual
    try check(length, within: 1...1_000_000, as: "--length")
    if json, count > SimulationPlan.mostValuesOfJSON / length {
      throw ValidationError(
        "--json holds \(SimulationPlan.mostValuesOfJSON) values at the most; write CSV instead.")
    }
    let simulator = PanelSimulator(
      frequency: frequency, seasonLength: seasonLength, length: length,
      observation: (kind ?? .monthly).observation)
    var plan = SimulationPlan(
      simulator: simulator, name: kind?.rawValue ?? "series", count: count, seed: seed)
    try plan.begin(at: start)
    return plan
  }

  private func frequency() throws -> Frequency {
    guard let freq else { return (kind ?? .monthly).frequency }
    guard let frequency = Frequency(freq) else {
      throw ValidationError(
        "--freq does not know ‘\(freq)’; say for example h, 15min, D, B, W-SUN, MS, ME, QS or YS.")
    }
    return frequency
  }

  private func check(_ number: Int, within range: ClosedRange<Int>, as flag: String) throws {
    guard !range.contains(number) else { return }
    throw ValidationError(
      "\(flag) is \(number); it may be \(range.lowerBound) to \(range.upperBound).")
  }
}
