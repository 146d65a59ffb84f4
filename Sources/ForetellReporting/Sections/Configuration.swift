internal import ForetellBacktesting

/// All that is needed to do it again.
struct Configuration {
  let study: Study

  private var setup: BacktestSetup { study.result.setup }

  var section: Section {
    var section = Section("configuration", "Configuration", short: "Configuration")
    section.about =
      "The same data, version and seed give the same numbers, whatever the number of threads."
    section.facts = facts
    section.tables = [metrics]
    section.details = study.result.models.map { run in
      .init(summary: "Recipe of \(run.name)", codes: [run.recipe])
    }
    return section
  }

  private var facts: [Section.Fact] {
    let window =
      switch setup.origins.window {
      case .expanding(let minimum): "expanding, from \(NumberText.count(minimum)) values on"
      case .sliding(let train): "sliding, \(NumberText.count(train)) values"
      }
    let refit =
      switch setup.refit {
      case .always: "in every fold"
      case .never: "in the first fold only"
      case .every(let count): count == 1 ? "in every fold" : "in every \(count) folds"
      case .unknown: "elsewhere"
      }
    let seeds = study.result.models.compactMap { run in run.seed.map { "\(run.name): \($0)" } }
    return descriptions + [
      Section.Fact("Horizon", NumberText.count(setup.origins.horizon)),
      Section.Fact("Step between folds", NumberText.count(setup.origins.step)),
      Section.Fact("Gap", NumberText.count(setup.origins.gap)),
      Section.Fact("Window", window),
      Section.Fact(
        "Cut",
        setup.alignment == .calendar ? "at the same stamps" : "as far from the end of each series"),
      Section.Fact("Fitted", refit + (setup.warmStart ? ", from the last parameters" : "")),
    ]
      + (setup.covariates.map { [Section.Fact("Columns beside the target", $0.description)] } ?? [])
      + [
        Section.Fact("Season length", NumberText.count(setup.seasonLength)),
        Section.Fact("Levels", setup.levels.map(NumberText.level).joined(separator: ", ")),
        Section.Fact("Ranked by", setup.rankingMetric.heading),
        Section.Fact("Seeds", texts: seeds.isEmpty ? ["none of the models draws numbers"] : seeds),
        Section.Fact("Version", "foretell \(study.result.foretellVersion)"),
        Section.Fact("Took", NumberText.duration(study.result.seconds)),
      ]
      + repetition
  }

  /// The command line of this run; without one, how to do it by hand, unless forecasts came from elsewhere.
  private var repetition: [Section.Fact] {
    if let command = study.result.command { return [Section.Fact("Do it again", codes: [command])] }
    return setup.refit == .unknown
      ? []
      : [Section.Fact("Do it again", "Run again with the setup above and the recipes below.")]
  }

  /// What the models are, in words.
  private var descriptions: [Section.Fact] {
    let known = study.result.models.filter { $0.description != nil }
    return known.isEmpty
      ? [] : [Section.Fact("Models", texts: known.map { "\($0.name): \($0.description ?? "")" })]
  }

  private var metrics: Table {
    var table = Table(
      "Metrics",
      columns: ["Metric", "Formula", "Better"].map { .init(title: $0, isNumber: false) })
    table.rows = study.result.scores.metrics.map { metric in
      var formula = Table.Cell(metric.formula)
      formula.note = metric.zeroRule
      formula.classes = "wrap"
      return .init(cells: [Table.Cell(metric.heading), formula, Table.Cell(metric.betterText)])
    }
    return table
  }
}
