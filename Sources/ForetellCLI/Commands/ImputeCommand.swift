public import ArgumentParser
public import Foretell

/// `foretell impute`: a CSV with gaps in, the same without out.
struct ImputeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impute",
    abstract: "Fill the gaps of a CSV from both sides.",
    discussion: """
      Missing rows, empty fields, NA and NaN are filled; what is there stays as it is. A bidirectional network reads \
      each gap from both sides, with values whole seasons away and the straight line beside it. Blocks of known values, as \
      long as the gaps, are hidden to choose between it and those plain methods, and others to score the choice: \
      the summary says so, and which fills. Where values are few, blocks are hidden several times at other places. A network \
      takes 160 known values.

      The result is a CSV of unique_id, ds, y, imputed (1 where y was filled) and, with --level, the bounds of \
      what was filled, such as y-lo-80 and y-hi-80. docs/imputation.md tells more.

      Examples:
        foretell impute load.csv -o filled.csv
        foretell impute load.csv --level 80,95 --json
        foretell impute wide.csv --wide --method seasonal --season-length 24
      """)

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(
    help: """
      What fills: auto (what does best on hidden blocks), network (from 160 known values on), seasonal or linear.
      """)
  var method = ImputationRecipe.Choice.auto

  @Option(
    parsing: .unconditional,
    help: "Steps in the longest season: 168 for the week of hours, … (from the frequency).")
  var seasonLength: Int?

  @Option(
    help: "Also give bounds of these levels in percent, separated by commas, such as 80,95.",
    transform: LevelList.init)
  var level: LevelList?

  @Option(parsing: .unconditional, help: "Steps of training at the most (800).")
  var steps = 800

  @Option(parsing: .unconditional, help: "Seed; the same seed gives the same bytes.")
  var seed: UInt64 = 0

  @Option(parsing: .unconditional, help: "Threads (all processors); they change no result.")
  var threads: Int?

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    for (name, value) in [("--season-length", seasonLength), ("--steps", steps)] {
      guard let value, !(1...1_000_000).contains(value) else { continue }
      throw ValidationError("\(name) is \(value); it must lie within 1 … 1000000.")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads); it must lie within 1 … 1024.")
    }
    if input.fill != nil {
      throw ValidationError("impute fills the gaps itself; leave --fill out.")
    }
  }

  func run() async throws {
    var job = try Job(output, reading: [input.file])
    let table = try job.readWithEdges(input, threads: threads)
    let recipe = ImputationRecipe(
      choice: method, seasonLength: seasonLength, steps: steps, seed: seed)
    let (imputation, seconds) = try fill(table.panel, by: recipe, job)
    job.notes.describe(imputation, of: table.panel, recipe, seconds: seconds)
    let writer = ImputationWriter(
      imputation: imputation, source: table.panel, levels: level?.levels ?? [])
    let path = output.output ?? "-"
    if output.json {
      try writer.writeJSON(to: path, notes: job.notes.texts)
    } else {
      try writer.writeCSV(to: path)
    }
    if path != "-" { job.notes.add("wrote \(path)") }
  }

  private func fill(
    _ panel: Panel, by recipe: ImputationRecipe, _ job: Job
  ) throws -> (Imputation, seconds: Double) {
    let bar = ProgressBar(label: "learning to fill")
    let showsProgress = job.showsProgress
    defer { bar.clear() }
    let conditions = FittingConditions(threads: threads) { progress in
      if showsProgress { bar.show(progress) }
    }
    let start = ContinuousClock.now
    let imputation = try recipe.fill(panel, levels: level?.levels ?? [], under: conditions)
    return (imputation, (ContinuousClock.now - start) / .seconds(1))
  }
}

extension ImputationRecipe.Choice: ExpressibleByArgument {}

extension Notes {
  /// Says what filled the gaps, how it did on hidden blocks, and where something else had to.
  mutating func describe(
    _ imputation: Imputation, of panel: Panel, _ recipe: ImputationRecipe, seconds: Double
  ) {
    let missing = panel.storage.count { $0.isNaN }
    guard missing > 0 else {
      return add("nothing is missing; the values are written as they are")
    }
    add(
      "\(imputation.places.count) of \(missing) missing values filled, by \(imputation.method);"
        + " \(ShortNumber.text(seconds, digits: 2)) s")
    if recipe.choice == .seasonal, imputation.method == .linear {
      add(
        "note: straight lines fill, though --method seasonal was asked for: no season is so short that half of the values "
          + "have another one a season away; give a shorter --season-length, or more values")
    }
    describe(imputation.score, of: panel, recipe, by: imputation.method)
    for one in imputation.fallbacks.prefix(5) {
      add(
        one.method == "none"
          ? "note: series ‘\(one.series)’ stays empty: \(one.reason)"
          : "note: series ‘\(one.series)’ is filled by \(one.method): \(one.reason)")
    }
    if imputation.fallbacks.count > 5 {
      add("note: … and \(imputation.fallbacks.count - 5) more series (--json)")
    }
  }

  /// Says how the methods did on hidden blocks, and what the choice between them stands on.
  private mutating func describe(
    _ score: ImputationScore?, of panel: Panel, _ recipe: ImputationRecipe,
    by method: ImputationMethod
  ) {
    let known = panel.storage.count { !$0.isNaN }
    if let score {
      let unit = panel.count > 1 ? " in standard deviations of the series" : ""
      let errors = score.errors.map { "\($0.method) \(ShortNumber.text($0.mae))" }
      let (least, most) = (score.lengths[0], score.lengths[2])
      let lengths = least == most ? "\(least)" : "\(least) … \(most)"
      let draws = score.rounds == 1 ? "" : ", hidden in \(score.rounds) draws"
      add(
        "on \(Self.blocks(score.blocks)) of \(lengths) steps (\(score.values) values)\(draws): mean absolute "
          + "error\(unit) " + errors.joined(separator: ", "))
      if recipe.choice == .auto {
        add(
          "chosen by \(Self.blocks(score.choosingBlocks, "other")) (\(score.choosingValues) values): \(method)"
            + (method != .network && score.error(of: "network") != nil
              ? ", which the network did not beat there" : ""))
      }
    } else if recipe.choice != .linear {
      add(
        known < ImputationRecipe.fewestValues
          ? "note: blocks are hidden to choose and to bound by where \(ImputationRecipe.fewestValues) values are known, "
            + "and here \(known == 1 ? "is one" : "are \(known)"): nothing is known of the error"
          : "note: known values leave no two stretches, one to choose by and one to score by, to hide blocks as long as "
            + "the gaps in: nothing is known of the error"
      )
    }
    if recipe.choice == .auto, known < ImputationRecipe.fewestValuesForNetwork {
      add(
        "note: no network was trained: that takes \(ImputationRecipe.fewestValuesForNetwork) known values, and "
          + (known == 1 ? "there is one" : "there are \(known)"))
    }
  }

  private static func blocks(_ count: Int, _ kind: String = "hidden") -> String {
    "\(count) \(kind) block\(count == 1 ? "" : "s")"
  }
}
