internal import Foretell

/// Remarks on the way to a result, for standard error and for JSON.
struct Notes {
  private let isQuiet: Bool
  let isVerbose: Bool
  private(set) var texts: [String] = []

  init(quiet: Bool, verbose: Bool) {
    isQuiet = quiet
    isVerbose = verbose
  }

  /// A remark that the user should read.
  mutating func add(_ text: String) {
    texts.append(text)
    if !isQuiet { Console.write(Console.printable(text), to: .error) }
  }

  /// A remark that is wanted with `--verbose` only.
  mutating func detail(_ text: @autoclosure () throws -> String) rethrows {
    if isVerbose { add(try text()) }
  }

  /// Says in a line which series a file holds, and in further ones what was mended.
  mutating func describe(_ table: CSVTable, path: String) {
    let panel = table.panel
    let lengths = (0..<panel.count).map { panel.range(of: $0).count }
    let (shortest, longest) = (lengths.min() ?? 0, lengths.max() ?? 0)
    let size = shortest == longest ? "\(longest)" : "\(shortest) … \(longest)"
    var line = "\(path == "-" ? "standard input" : path): "
    line +=
      panel.count == 1
      ? "series ‘\(panel.ids[0])’, \(size) values" : "\(panel.count) series of \(size) values"
    line += ", frequency \(panel.frequency)"
    if panel.count == 1 {
      let format = panel.timestampFormat
      let end = panel.timestamp(of: 0, at: longest - 1)
      line += ", \(format.string(from: panel.starts[0])) … \(format.string(from: end))"
    }
    add(line)
    if let columns = table.schema.covariates { describe(columns, of: panel) }
    for note in table.repairs.notes { add("note: \(note)") }
  }

  /// Says which columns beside the target were read, and what is known ahead.
  private mutating func describe(_ columns: CovariateColumns, of panel: Panel) {
    var line = "columns beside the target: \(columns)"
    if !columns.known.isEmpty {
      let counts = (0..<panel.count).map { panel.future?.count(of: $0) ?? 0 }
      let (fewest, most) = (counts.min() ?? 0, counts.max() ?? 0)
      line += "; " + (fewest == most ? "\(most)" : "\(fewest) … \(most)")
      line += " \(most == 1 ? "row is" : "rows are") known ahead"
    }
    add(line)
  }

  /// Says that columns were asked for that a model does not look at.
  mutating func tell(_ columns: CovariateColumns, unseenBy models: [String]) {
    guard !models.isEmpty else { return }
    let what = columns.names.isEmpty ? "the calendar" : columns.names.joined(separator: ", ")
    add(
      "note: \(models.joined(separator: ", ")) \(models.count == 1 ? "does" : "do") not see columns beside "
        + "the target: \(what) \(columns.names.count == 1 ? "has" : "have") no part in the forecast"
        + (models.count == 1 ? "" : "s"))
  }

  /// Says that a model that steps into the future does not look at columns of the past.
  mutating func tell(past columns: CovariateColumns, unseenBy model: String) {
    guard !columns.past.isEmpty else { return }
    add(
      "note: \(model) sees what is known ahead alone: \(columns.past.joined(separator: ", ")) "
        + "\(columns.past.count == 1 ? "has" : "have") no part in its forecast")
  }

  /// Says how a model did on what was held back, and plainly so where a baseline did better.
  mutating func describe(_ forecaster: RecurrentForecaster, named name: String? = nil) {
    let resolved = forecaster.resolved
    let members = resolved.members > 1 ? " ×\(resolved.members)" : ""
    var line = "\(name ?? forecaster.name)\(members), \(forecaster.trainedSteps) steps"
    guard let validation = forecaster.validation else {
      return add(line + "; nothing was held back, so there is no score")
    }
    let values = validation.size == 1 ? "value" : "\(validation.size) values"
    line += "; on the last \(values), held back to choose the steps: sMAPE "
    line += Self.percent(validation.smape)
    if let baseline = validation.bestBaseline {
      line += ", best baseline \(baseline.name) \(Self.percent(baseline.smape))"
      add(line)
      tellDefeat(validation)
    } else {
      add(line)
    }
  }

  /// Says plainly where a baseline did better on what was held back.
  mutating func tellDefeat(_ validation: Validation) {
    guard let baseline = validation.bestBaseline, baseline.smape < validation.smape else { return }
    let name = Baseline.allCases.first { $0.name == baseline.name }?.rawValue ?? "naive"
    add("note: the network did not beat \(baseline.name) there; see --model \(name)")
  }

  /// Says what the default model turned out to be, how it did beside the baselines, and how long it took.
  mutating func describe(_ forecaster: EnsembleForecaster, seconds: Double) {
    var line = "\(forecaster.name): \(forecaster.summary ?? "\(forecaster.blend)")"
    if let validation = forecaster.validation {
      let values = validation.size == 1 ? "value" : "\(validation.size) values"
      line += "; on the last \(values), held back to choose by: sMAPE "
      line += Self.percent(validation.smape)
      if let baseline = validation.bestBaseline {
        line += ", best baseline \(baseline.name) \(Self.percent(baseline.smape))"
      }
    } else {
      line += "; nothing was held back, so there is no score"
    }
    add(line + "; \(ShortNumber.text(seconds, digits: 2)) s")
  }

  /// Says what tuning did, how the model did beside the baselines, and how long it took.
  mutating func describe(_ forecaster: TunedForecaster, seconds: Double) {
    var line = "\(forecaster.name): \(forecaster.summary ?? forecaster.tuning.text)"
    if let validation = forecaster.validation {
      line += "; sMAPE there \(Self.percent(validation.smape))"
      if let baseline = validation.bestBaseline {
        line += ", best baseline \(baseline.name) \(Self.percent(baseline.smape))"
      }
    }
    add(line + "; \(ShortNumber.text(seconds, digits: 2)) s")
  }

  /// Says what the distributions are of, how probable the values held back were, and how long fitting took.
  mutating func describe(_ forecaster: LikelihoodForecaster, seconds: Double) {
    var line = "\(forecaster.name): \(forecaster.summary ?? "")"
    if let loss = forecaster.record.heldBackLoss {
      line +=
        "; negative log-likelihood of the last \(forecaster.resolved.validationSize) values, held"
      line += " back, \(ShortNumber.fixed(loss, decimals: 3)) a value"
    } else {
      line += "; nothing was held back, so there is no score"
    }
    add(line + "; \(ShortNumber.text(seconds, digits: 2)) s")
  }

  private static func percent(_ number: Double) -> String { ShortNumber.fixed(number, decimals: 2) }

  /// Says where a horizon lies far beyond what a pretrained network learned to see.
  mutating func tell(horizon: Int, beyond reach: Int?) {
    guard let reach, horizon > 5 * reach else { return }
    add(
      "note: \(horizon) steps are far beyond the \(reach) that the network looks ahead; they are forecast in blocks, "
        + "each after the one before, and the last ones say little")
  }

  /// Says where intervals were asked for and there are none.
  mutating func describe(missingIntervalsOf forecast: Forecast) {
    let bare = forecast.series.filter { $0.intervals.isEmpty }
    guard let first = bare.first else { return }
    let whose =
      bare.count == forecast.series.count
      ? "there are no intervals" : "‘\(first.id)’ and \(bare.count - 1) more have no intervals"
    add("note: \(whose): no values were held back to measure errors by")
  }

  /// Names the series that another model forecast.
  mutating func describe(_ substitutions: [Forecast.Substitution]) {
    for one in substitutions.prefix(5) {
      add("note: series ‘\(one.series)’ is forecast by \(one.model): \(one.reason)")
    }
    if substitutions.count > 5 {
      add("note: … and \(substitutions.count - 5) more series are forecast by a baseline (--json)")
    }
  }
}
