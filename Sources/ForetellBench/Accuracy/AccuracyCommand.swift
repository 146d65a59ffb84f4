internal import ArgumentParser
internal import Foretell

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
      output, a table on standard error.
      """)

  @Argument(help: "A CSV.") var file: String?
  @Option(name: [.customShort("H"), .long], help: "Values to take away and forecast.")
  var horizon: Int?
  @Option(help: "Seeds to run (5; with --data 1).") var seeds: Int?
  @Option(help: "Training steps at the most (for a smoke run).") var steps: Int?
  @Option(help: "Networks that are averaged.") var members: Int?
  @Option(help: "Directory of the competitions' sets.") var data: String?
  @Option(help: "Sets, separated by commas (all): m3, m4h, m4w, m4s, nn5, classics.")
  var sets: String?
  @Option(
    help:
      "What to score: auto, ensemble, networks, theta, auto-ets, seasonal-naive or naive2 (auto).")
  var recipe = AccuracyRecipe.auto
  @Flag(help: "Score the last horizon of the training part.") var validate = false
  @Option(help: "With --validate: horizons to go back, 1 being the last one.") var back = 1
  @Option(help: "Weights of methods beside the networks, such as theta=0.3,auto-ets=0.3.")
  var blend: String?
  @Option(help: "JSON of the members to train, to try others than the default ones.")
  var memberFile: String?
  @Option(help: "Repetitions of each member (by the data).") var repetitions: Int?
  @Flag(help: "Also score each member by itself.") var eachMember = false

  func run() async throws {
    if let data {
      let names = sets?.split(separator: ",").map(String.init)
      for name in names ?? [] where !AccuracySet.all.contains(where: { $0.name == name }) {
        throw ValidationError(
          "there is no set ‘\(name)’; there are "
            + AccuracySet.all.map(\.name).joined(separator: ", "))
      }
      let chosen = AccuracySet.all.filter { names?.contains($0.name) ?? true }
      let run = AccuracyRun(
        folder: data, recipe: recipe, seeds: seeds ?? 1, horizonsBack: validate ? max(1, back) : 0,
        variant: EnsembleVariant(
          repetitions: repetitions, blend: try blend.map(EnsembleVariant.blend),
          members: try memberFile.map(EnsembleVariant.members), eachMember: eachMember))
      return try await run.score(chosen)
    }
    guard let file, let horizon else {
      throw ValidationError("Name a CSV and -H, or a directory of sets with --data.")
    }
    try await SeriesEndAccuracy(
      file: file, horizon: horizon, seeds: seeds ?? 5, steps: steps, members: members
    ).run()
  }
}

/// What the harness scores.
enum AccuracyRecipe: String, ExpressibleByArgument, CaseIterable {
  /// The default: the ensemble, with what the last horizon chooses.
  case auto
  /// The ensemble without that choice.
  case ensemble
  /// Its networks alone.
  case networks
  case theta, naive2
  case autoETS = "auto-ets"
  case seasonalNaive = "seasonal-naive"

  var classicalMethod: ClassicalMethod? { ClassicalMethod(rawValue: rawValue) }
}
