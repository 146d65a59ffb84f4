internal import Foretell

/// Forecasts sets by recipes and prints how near they came.
struct AccuracyRun {
  let folder: String
  let recipes: [AccuracyRecipe]
  let seeds: Int
  /// Horizons of the training part to take away; 0 scores the test part.
  let horizonsBack: Int
  /// Values at the end of each history that are seen; nil sees all.
  let last: Int?
  let variant: EnsembleVariant
  let longHorizon: LongHorizonVariant
  /// The recipe of lstm; nil is the command's.
  let plain: RecurrentRecipe?
  /// So many series of each group, each fitted by itself; nil fits all to one model.
  var alone: Int?
  /// Where the forecasts themselves go.
  var forecasts: ForecastLines?
  /// What of a recipe is not its default.
  let settings: (AccuracyRecipe) -> String?
  var journal: AccuracyJournal

  var part: String { horizonsBack == 0 ? "test" : "validation" }

  /// A line of JSON as each group is finished, and the table at the end.
  mutating func score(_ sets: [AccuracySet]) async throws {
    var lines: [AccuracyLine] = []
    for set in sets {
      for recipe in recipes.compactMap({ $0.recipe(on: set) }) {
        for seed in 0..<(recipe.isSeeded ? seeds : 1) {
          lines += try await score(set, recipe, seed: seed)
        }
        lines += otherPart(of: set, recipe)
      }
    }
    StandardError.write(AccuracyTable(lines).text)
  }

  private mutating func score(
    _ set: AccuracySet, _ recipe: AccuracyRecipe, seed: Int
  ) async throws -> [AccuracyLine] {
    var lines: [AccuracyLine] = []
    for group in set.groups {
      let job = Job(set: set, group: group, recipe: recipe, seed: seed)
      lines.append(try await line(job))
      try JSONLine.print(lines[lines.count - 1])
    }
    guard let all = set.summary(of: lines) else { return lines }
    try JSONLine.print(all)
    return lines + [all]
  }

  /// What to forecast, and by what.
  struct Job {
    let set: AccuracySet
    let group: AccuracySet.Group
    let recipe: AccuracyRecipe
    var seed: Int
  }

  /// From the journal, or made.
  private mutating func line(_ job: Job) async throws -> AccuracyLine {
    let key = [
      job.set.name, job.group.name, part, job.recipe.rawValue, settings(job.recipe) ?? "",
      String(job.seed),
    ]
    if let line = journal.line(key) { return line }
    let line =
      switch job.group.task {
      case .competition(let seasonLength, let maseLength):
        try await competitionLine(
          job,
          CompetitionSet(
            job.group.name, in: folder, seasonLength: seasonLength, maseLength: maseLength,
            horizonsBack: horizonsBack, last: last
          ).thinned(to: alone))
      case .longHorizon(let settings): try await longHorizonLine(job, settings)
      }
    try journal.append(line)
    return line
  }

  /// What the journal knows of the part that is not scored now.
  private func otherPart(of set: AccuracySet, _ recipe: AccuracyRecipe) -> [AccuracyLine] {
    let lines = journal.lines.filter {
      $0.set == set.name && $0.recipe == recipe.rawValue && $0.settings == settings(recipe)
        && $0.part != part
    }
    let bySeed = Dictionary(grouping: lines, by: \.seed).sorted { $0.key < $1.key }
    return lines + bySeed.compactMap { set.summary(of: $0.value) }
  }

  /// What the model is trained on, in words.
  private func pool(of job: Job) -> String {
    let joined = job.recipe.isEnsemble ? variant.pool?.sources(of: job.group.name) ?? [] : []
    let names = joined.map { ", \($0.other) by \($0.factor)" }.joined()
    return names.isEmpty ? "\(job.group.name) alone" : job.group.name + names
  }

  /// A line without its scores.
  func emptyLine(_ job: Job, series: Int, horizon: Int) -> AccuracyLine {
    AccuracyLine(
      set: job.set.name, group: job.group.name, recipe: job.recipe.rawValue, part: part,
      settings: settings(job.recipe), series: series, horizon: horizon,
      pool: alone == nil ? pool(of: job) : "each series alone", seed: job.seed,
      anchors: job.group.anchors)
  }
}
