internal import ArgumentParser
internal import Foretell
internal import FoundationEssentials

/// How near forecasts come: on the end of any CSV, or on the sets of the competitions beside what was
/// published of them.
struct AccuracyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accuracy",
    abstract: "Score default forecasts: of the end of a CSV, or of the competitions' sets.",
    discussion: """
      With FILE and -H, the last H values of every series are taken away before anything is fitted, and an \
      LSTM is scored by the mean over all of them of 200·|y − ŷ| / (|y| + |ŷ|).

      With --data, sets of competitions are forecast and scored as M4 does, beside published figures. DIR is \
      what scripts/prepare-benchmark-data writes. --validate scores the last horizon of the training part \
      instead: choices between variants must be made there. A line of JSON for each group on standard \
      output, a table on standard error. Each group is trained on itself alone, unless --pool says more. On ett, auto stands for the \
      network over segments that long-horizon's validation chose.
      """)

  @Argument(help: "A CSV.") var file: String?
  @Option(name: [.customShort("H"), .long], help: "Values to take away and forecast.")
  var horizon: Int?
  @Option(help: "Seeds to run (5; with --data 1).") var seeds: Int?
  @Option(help: "Training steps at the most, of a CSV, of tuned and of ett (for a smoke run).")
  var steps: Int?
  @Option(help: "Networks that are averaged, of a CSV and of ett.") var members: Int?
  @Option(help: "Directory of the competitions' sets.") var data: String?
  @Option(help: "Sets, separated by commas (all): m3, m4h, m4w, m4s, nn5, ett, classics.")
  var sets: String?
  @Option(help: "Groups to score, separated by commas, such as m3-yearly (all of the sets).")
  var groups: String?
  @Option(
    help: """
      Groups whose series join another's training by means of whole steps, such as \
      m3-yearly:m3-monthly=12,m3-yearly:m3-quarterly=4.
      """)
  var pool: String?
  @Option(
    help: """
      What to score: auto, ensemble, networks, zero, tuned, lstm, theta, auto-ets, seasonal-naive or naive2 \
      (auto); may be repeated.
      """)
  var recipe: [AccuracyRecipe] = [.auto]
  @Option(help: "Time that fitting auto to a group may take, such as 10s or 2m.")
  var budget: BudgetArgument?
  @Option(
    help: """
      File that keeps finished lines: those in it are not run again, and their other part is in the table. \
      Another one is needed after a change of the code or the data.
      """)
  var journal: String?
  @Flag(help: "Score the last horizon of the training part.") var validate = false
  @Option(help: "With --validate: horizons to go back, 1 being the last one.") var back = 1
  @Option(help: "Weights of methods beside the networks, such as theta=0.3,auto-ets=0.3.")
  var blend: String?
  @Option(help: "JSON of the members to train, to try others than the default ones.")
  var memberFile: String?
  @Option(help: "JSON of the recipe to score as lstm; what it leaves out is as in the command.")
  var config: String?
  @Option(help: "Repetitions of each member (by the data).") var repetitions: Int?
  @Option(help: "File of pretrained networks to score as zero (the binary's own).")
  var weights: String?
  @Option(help: "Learning rate of tuned.") var learningRate: Double?
  @Option(help: "Values at the end of each history that may be seen (all).") var last: Int?
  @Flag(help: "Also score each member by itself.") var eachMember = false
  @Option(help: "So many series of each group, at equal distances, each fitted by itself.")
  var alone: Int?
  @Option(help: "File that every forecast is added to, a line of JSON a series.")
  var forecasts: String?

  func run() async throws {
    if let data {
      var run = try accuracyRun(data)
      return try await run.score(try chosenSets())
    }
    guard let file, let horizon else {
      throw ValidationError("Name a CSV and -H, or a directory of sets with --data.")
    }
    try await SeriesEndAccuracy(
      file: file, horizon: horizon, seeds: seeds ?? 5, steps: steps, members: members
    ).run()
  }

  private func chosenSets() throws -> [AccuracySet] {
    let names = sets?.split(separator: ",").map(String.init)
    for name in names ?? [] where !AccuracySet.all.contains(where: { $0.name == name }) {
      throw ValidationError(
        "there is no set ‘\(name)’; there are "
          + AccuracySet.all.map(\.name).joined(separator: ", "))
    }
    return try AccuracySet.all.filter { names?.contains($0.name) ?? true }
      .restricted(to: groups?.split(separator: ",").map(String.init))
  }

  private func accuracyRun(_ folder: String) throws -> AccuracyRun {
    let variant = EnsembleVariant(
      repetitions: repetitions, blend: try blend.map(EnsembleVariant.blend),
      members: try memberFile.map(EnsembleVariant.members), eachMember: eachMember,
      budget: budget?.seconds, pool: try pool.map(AggregatedPool.init), tuningSteps: steps,
      tuningRate: learningRate, pretrained: weights)
    return AccuracyRun(
      folder: folder, recipes: recipe, seeds: max(1, seeds ?? 1),
      horizonsBack: validate ? max(1, back) : 0, last: last, variant: variant,
      longHorizon: LongHorizonVariant(steps: steps, members: members),
      plain: try config.map(Self.recipe),
      alone: alone.map { max(1, $0) },
      forecasts: forecasts.map(ForecastLines.init(path:)), settings: settings(of:),
      journal: try AccuracyJournal(journal))
  }

  /// A recipe of a single network; its horizon and season are the set's.
  private static func recipe(_ path: String) throws -> RecurrentRecipe {
    try JSONDecoder().decode(RecurrentRecipe.self, from: Data(try InputFile.bytes(of: path)))
  }

  /// What makes this run another one than the default.
  private func settings(of recipe: AccuracyRecipe) -> String? {
    var parts: [String?] = []
    if let last { parts.append("last=\(last)") }
    if recipe == .tuned {
      parts.append(budget.map { "budget=\($0.seconds.rounded(to: 3))s" })
      parts.append(steps.map { "steps=\($0)" })
      parts.append(learningRate.map { "rate=\($0)" })
    }
    if recipe == .lstm { parts.append(config.map { "config=\($0)" }) }
    if recipe == .zero || recipe == .tuned { parts.append(weights.map { "weights=\($0)" }) }
    if validate, back > 1, recipe != .segments { parts.append("back=\(back)") }
    if recipe != .segments { parts.append(alone.map { "alone=\($0)" }) }
    if recipe.isEnsemble {
      parts.append(budget.map { "budget=\($0.seconds.rounded(to: 3))s" })
      parts.append(blend.map { "blend=\($0)" })
      parts.append(memberFile.map { "members=\($0)" })
      parts.append(repetitions.map { "repetitions=\($0)" })
      parts.append(pool.map { "pool=\($0)" })
    } else if recipe == .segments {
      parts.append(steps.map { "steps=\($0)" })
      parts.append(members.map { "members=\($0)" })
    }
    let text = parts.compactMap { $0 }.joined(separator: " ")
    return text.isEmpty ? nil : text
  }
}
