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
      case .every(let count): "in every \(count) folds"
      case .unknown: "elsewhere"
      }
    let seeds = study.result.models.compactMap { run in run.seed.map { "\(run.name): \($0)" } }
    return [
      Section.Fact("Horizon", NumberText.count(setup.origins.horizon)),
      Section.Fact("Step between folds", NumberText.count(setup.origins.step)),
      Section.Fact("Gap", NumberText.count(setup.origins.gap)),
      Section.Fact("Window", window),
      Section.Fact(
        "Cut",
        setup.alignment == .calendar ? "at the same stamps" : "as far from the end of each series"),
      Section.Fact("Fitted", refit + (setup.warmStart ? ", from the last parameters" : "")),
      Section.Fact("Season length", NumberText.count(setup.seasonLength)),
      Section.Fact("Levels", setup.levels.map(NumberText.level).joined(separator: ", ")),
      Section.Fact("Ranked by", setup.rankingMetric.heading),
      Section.Fact("Seeds", texts: seeds.isEmpty ? ["none of the models draws numbers"] : seeds),
      Section.Fact("Version", "foretell \(study.result.foretellVersion)"),
      Section.Fact("Took", NumberText.duration(study.result.seconds)),
    ]
      + (setup.refit == .unknown
        ? [] : [Section.Fact("Do it again, with the recipes below", codes: [command])])
  }

  /// The command that repeats the run, with the options it depends on.
  private var command: String {
    let origins = setup.origins
    var words = [
      "foretell backtest", quoted(study.result.data.source ?? "FILE"), "-H \(origins.horizon)",
    ]
    words.append("--freq \(quoted(study.result.data.frequency.description))")
    words.append("--season-length \(setup.seasonLength) --step-size \(origins.step)")
    if let count = origins.count { words.append("--n-windows \(count)") }
    switch origins.window {
    case .expanding(let minimum): words.append("--window expanding --train-size \(minimum)")
    case .sliding(let train): words.append("--window sliding --train-size \(train)")
    }
    if origins.gap > 0 { words.append("--gap \(origins.gap)") }
    if origins.includesIncomplete { words.append("--include-incomplete") }
    if setup.alignment != .calendar { words.append("--align \(setup.alignment.rawValue)") }
    words.append(refitOption)
    words.append("--level \(setup.levels.map(NumberText.level).joined(separator: ","))")
    words.append("--metric \(setup.rankingMetric.name)")
    if let seed = study.candidate.flatMap({ study.result.models[$0].seed }) {
      words.append("--seed \(seed)")
    }
    return words.joined(separator: " ")
  }

  private var refitOption: String {
    let warm = setup.warmStart ? " --warm-start" : ""
    return switch setup.refit {
    case .always: "--refit always" + warm
    case .never: "--refit never"
    case .every(let count): "--refit \(count)" + warm
    case .unknown: ""
    }
  }

  /// As a shell takes it.
  private func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"),
        UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    if plain, !word.isEmpty { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
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
