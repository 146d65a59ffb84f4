internal import ArgumentParser
internal import Foretell

/// The steps that the commands share: read, fit, forecast, write.
struct Job {
  let showsProgress: Bool
  var notes: Notes
  /// Where gradients went while a network was fitted.
  private(set) var flows: [GradientFlow] = []

  /// - Parameters:
  ///   - outputs: files that will be written.
  ///   - inputs: files that are read, and so must not be written to.
  init(
    writing outputs: [String], reading inputs: [String?], quiet: Bool, verbose: Bool
  ) throws {
    showsProgress = !quiet && Console.isTerminal(.error)
    notes = Notes(quiet: quiet, verbose: verbose)
    for (place, path) in outputs.enumerated() {
      try Self.check(path, against: inputs)
      for earlier in outputs[..<place] where path == earlier || OutputFile.areSame(path, earlier) {
        throw ValidationError("‘\(path)’ is to be written twice; name two files.")
      }
    }
  }

  init(_ output: OutputOptions, reading inputs: [String?]) throws {
    try self.init(
      writing: output.output.map { [$0] } ?? [], reading: inputs, quiet: output.quiet,
      verbose: output.verbose)
  }

  /// Refuses a file to write that is read, or cannot be written: now, not after minutes of training.
  private static func check(_ path: String, against inputs: [String?]) throws {
    for input in inputs.compactMap({ $0 }) where OutputFile.areSame(path, input) {
      throw ValidationError("‘\(path)’ is the input; name another file to write.")
    }
    try OutputFile.checkWritable(path)
  }

  mutating func read(
    _ input: InputOptions, over base: CSVOptions = CSVOptions(), threads: Int? = nil
  ) throws -> CSVTable {
    try read(input, with: input.csvOptions(over: base), threads: threads)
  }

  /// Reads a file whose missing values are filled later, fold by fold, where that is asked for.
  ///
  /// - Parameter always: whether they may stay missing.
  mutating func readKeepingGaps(
    _ input: InputOptions, over base: CSVOptions = CSVOptions(), always: Bool = false,
    threads: Int? = nil
  ) throws -> CSVTable {
    var options = input.csvOptions(over: base)
    options.keepsGaps = always || options.fill != nil
    options.fill = nil
    return try read(input, with: options, threads: threads)
  }

  /// Reads a file all of whose stamps are to come back: nothing is filled or left out.
  mutating func readWithEdges(_ input: InputOptions, threads: Int? = nil) throws -> CSVTable {
    var options = input.csvOptions()
    options.keepsGaps = true
    options.keepsEdges = true
    return try read(input, with: options, threads: threads)
  }

  private mutating func read(
    _ input: InputOptions, with options: CSVOptions, threads: Int?
  ) throws -> CSVTable {
    let table = try CSVReader(options).read(input.file, threads: threads) { Task.isCancelled }
    if let missing = table.firstMissing, !options.keepsGaps {
      throw CSVError(
        .gap, "the value at \(missing.timestamp) is missing", path: input.file,
        line: missing.line, column: missing.column, series: missing.series,
        timestamp: missing.timestamp,
        remedy: "fill it in, or let --fill ffill, --fill linear or --fill zero do so")
    }
    notes.describe(table, path: input.file)
    return table
  }

  /// - Parameter columns: those beside the target that were asked for; a model that does not see them was refused
  ///   before.
  mutating func fit(
    _ options: ModelOptions, to panel: Panel, seeing columns: CovariateColumns? = nil
  ) async throws -> FittedModel {
    switch options.choice(seeing: columns) {
    case .encoderDecoder: return try await fitEncoderDecoder(options, to: panel, seeing: columns)
    case .coldStart: return try await fitColdStart(options, to: panel, seeing: columns)
    case .deepAR: return try await fitLikelihood(options, to: panel, seeing: columns)
    default: break
    }
    if options.choice == .auto { return try await fitAutomatically(options, to: panel) }
    if options.choice == .tuned { return try await fitTuned(options, to: panel) }
    if options.choice == .zero {
      var forecaster = try Pretrained.forecaster(
        for: panel, seasonLength: options.network.seasonLength)
      forecaster.threads = options.network.threads
      if forecaster.isNeeded(for: panel), let summary = forecaster.summary {
        notes.add("\(forecaster.name): \(summary)")
      }
      notes.tell(horizon: options.horizon, beyond: forecaster.reach)
      return .pretrained(forecaster)
    }
    if let baseline = options.model?.baseline {
      return try await fit(baseline, options, to: panel)
    }
    if let method = options.model?.classicalMethod {
      let recipe = ClassicalRecipe(method, seasonLength: options.network.seasonLength)
      let conditions = FittingConditions(threads: options.network.threads)
      return .classical(try await recipe.fit(to: panel, under: conditions))
    }
    if options.choice == .stateful { return try await fitStateful(options, to: panel) }
    let recipe = try options.recipe(for: panel)
    if (0..<panel.count).allSatisfy({ panel.isConstant($0) }) {
      notes.add("note: all values of a series are equal, so there is nothing to learn")
      return try await fit(.naive, options, to: panel)
    }
    let resolved = try recipe.resolved(for: panel)
    try notes.detail("recipe: \(try JSONText.string(from: resolved))")
    let (forecaster, seconds) = try await fitShowingProgress(
      recipe, options, to: panel, label: "fitting \(resolved.network.cell.modelName)")
    notes.describe(forecaster)
    notes.describe(flows)
    notes.detail("fitted in \(ShortNumber.text(seconds)) s")
    return .recurrent(forecaster)
  }

  /// Fits the default model, and says what it is and how it did.
  private mutating func fitAutomatically(
    _ options: ModelOptions, to panel: Panel
  ) async throws -> FittedModel {
    let recipe = options.automaticRecipe()
    try notes.detail("recipe: \(try JSONText.string(from: try recipe.resolved(for: panel)))")
    let (forecaster, seconds) = try await fitShowingProgress(
      recipe, options, to: panel, label: "fitting")
    notes.describe(forecaster, seconds: seconds)
    notes.describe(flows, ofChosenNetworks: true)
    return .ensemble(forecaster)
  }

  /// Tunes a pretrained network, and says whether that helped.
  private mutating func fitTuned(
    _ options: ModelOptions, to panel: Panel
  ) async throws -> FittedModel {
    let recipe = options.effort.tunedRecipe(horizon: options.horizon, options.network)
    let (forecaster, seconds) = try await fitShowingProgress(
      recipe, options, to: panel, label: "tuning")
    if forecaster.pretrained.isNeeded(for: panel) {
      notes.describe(forecaster, seconds: seconds)
    }
    notes.describe(flows, ofChosenNetworks: true)
    notes.tell(horizon: options.horizon, beyond: forecaster.pretrained.reach)
    return .tuned(forecaster)
  }

  /// Fits a network that carries its state.
  private mutating func fitStateful(
    _ options: ModelOptions, to panel: Panel
  ) async throws -> FittedModel {
    let recipe = try options.statefulRecipe(for: panel)
    try notes.detail("recipe: \(try JSONText.string(from: try recipe.resolved(for: panel)))")
    let (forecaster, seconds) = try await fitShowingProgress(
      recipe, options, to: panel, label: "fitting \(recipe.name)")
    notes.describe(forecaster.network, named: forecaster.name)
    notes.describe(flows)
    notes.detail("fitted in \(ShortNumber.text(seconds)) s")
    return .stateful(forecaster)
  }

  /// Fits a network that gives distributions, and says which.
  private mutating func fitLikelihood(
    _ options: ModelOptions, to panel: Panel, seeing columns: CovariateColumns?
  ) async throws -> FittedModel {
    let recipe = try options.likelihood.recipe(
      horizon: options.horizon, options.network, seeing: columns)
    let law = try recipe.resolved(for: panel).likelihood
    if law != .negativeBinomial,
      Likelihood.negativeBinomial.domain.firstViolation(in: panel.storage) == nil
    {
      notes.add(
        "note: all values are counts, which \(law.rawValue) does not know: its bounds may lie below zero and between "
          + "whole numbers; --likelihood negative-binomial gives counts")
    }
    try notes.detail("recipe: \(try JSONText.string(from: try recipe.resolved(for: panel)))")
    let (forecaster, seconds) = try await fitShowingProgress(
      recipe, options, to: panel, label: "fitting \(recipe.name)")
    notes.describe(forecaster, seconds: seconds)
    notes.describe(flows)
    return .likelihood(forecaster)
  }

  /// Fits with a progress bar where there is a terminal; what was fitted, and how long it took.
  mutating func fitShowingProgress<R: Recipe>(
    _ recipe: R, _ options: ModelOptions, to panel: Panel, label: String
  ) async throws -> (forecaster: R.Fitted, seconds: Double) {
    let showsProgress = showsProgress
    let bar = ProgressBar(label: label)
    defer { bar.clear() }
    let log = FlowLog()
    var conditions = FittingConditions(
      threads: options.network.threads, maximumMemory: options.network.memoryLimit
    ) { progress in
      log.note(progress)
      if showsProgress { bar.show(progress) }
    }
    conditions.flowInterval = FlowLog.interval
    let start = ContinuousClock.now
    let forecaster = try await recipe.fit(to: panel, under: conditions)
    flows = log.flows
    return (forecaster, (ContinuousClock.now - start) / .seconds(1))
  }

  func fit(
    _ baseline: Baseline, _ options: ModelOptions, to panel: Panel
  ) async throws -> FittedModel {
    let forecaster = try await BaselineRecipe(baseline, seasonLength: options.network.seasonLength)
      .fit(to: panel)
    return .baseline(forecaster, frequency: panel.frequency, cutoff: panel.lastTimestamp)
  }

  /// Writes the page of a forecast, as HTML or Markdown by the ending of its name.
  mutating func write(_ page: ForecastReport, to path: String) throws {
    let text = ReportKind(path: path) == .markdown ? page.markdown() : page.html()
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      try file.write(text)
    }
    notes.add("wrote \(path)")
  }

  /// Writes the forecast where it was asked for: a table and a plot on a terminal, else CSV or JSON.
  ///
  /// - Parameter bounded: whether intervals were asked for.
  mutating func write(
    _ forecast: Forecast, after history: Panel, horizon: Int, validation: Validation?,
    covariates: CovariateColumns? = nil, bounded: Bool, to output: OutputOptions
  ) throws {
    notes.describe(forecast.substitutions)
    if bounded { notes.describe(missingIntervalsOf: forecast) }
    let writer = ForecastWriter(forecast: forecast)
    let path = output.output ?? "-"
    if output.json {
      try writer.writeJSON(
        to: path, horizon: horizon, validation: validation, covariates: covariates,
        notes: notes.texts, flows: notes.isVerbose ? flows : [])
    } else if output.output == nil, Console.isTerminal(.output) {
      let view = TerminalView(
        forecast: forecast, history: history, width: Console.width(of: .output),
        hasColours: Console.hasColours(.output))
      try Console.writeResult(view.text)
    } else {
      try writer.writeCSV(to: path)
    }
    if path != "-" { notes.add("wrote \(path)") }
  }
}

extension FittedModel {
  /// How the model did on what was held back, where it was tried.
  var validation: Validation? {
    switch self {
    case .recurrent(let forecaster): forecaster.validation
    case .encoderDecoder(let forecaster): forecaster.validation
    case .ensemble(let forecaster): forecaster.validation
    case .tuned(let forecaster): forecaster.validation
    case .stateful(let forecaster): forecaster.validation
    case .baseline, .classical, .pretrained, .coldStart, .likelihood: nil
    }
  }
}
