internal import Foretell
internal import FoundationEssentials

/// What a model file holds, for people and programs.
struct ModelSummary: Encodable {
  let model: String
  let foretell_version: String
  let format_version: Int
  let frequency: String
  let cutoff: String
  let horizon: Int?
  let recipe: ResolvedRecipe?
  var ensemble: ResolvedEnsemble?
  var tuning: TuningRecord?
  var likelihood: ResolvedLikelihood?
  var encoder_decoder: ResolvedEncoderDecoder?
  var cold_start: ResolvedColdStart?
  /// What an ensemble, or a pretrained network, turned out to be, in words.
  var summary: String?
  let baseline: String?
  let season_length: Int
  let parameters: Int
  let trained_steps: Int?
  /// True of a network whose state goes on from value to value.
  var carries_state: Bool?
  let validation: Validation?
  /// How a cold start did on series held back.
  var launch_trial: LaunchTrial?
  let schema: CSVSchema?

  init(_ file: ModelFile) {
    model = file.model.name
    foretell_version = file.writer
    format_version = ModelFile.formatVersion
    frequency = file.model.frequency.description
    cutoff = file.timestampFormat.string(from: file.model.cutoff)
    horizon = file.horizon
    validation = file.model.validation
    schema = file.schema.flatMap {
      try? JSONDecoder().decode(CSVSchema.self, from: Data($0.utf8))
    }
    switch file.model {
    case .stateful(let forecaster):
      recipe = forecaster.network.resolved
      baseline = nil
      season_length = forecaster.network.resolved.seasonLength
      parameters = forecaster.network.members.reduce(0) { $0 + $1.values.count }
      trained_steps = forecaster.network.trainedSteps
      carries_state = true
    case .recurrent(let forecaster):
      recipe = forecaster.resolved
      baseline = nil
      season_length = forecaster.resolved.seasonLength
      parameters = forecaster.members.reduce(0) { $0 + $1.values.count }
      trained_steps = forecaster.trainedSteps
    case .encoderDecoder(let forecaster):
      recipe = nil
      baseline = nil
      season_length = forecaster.resolved.seasonLength
      parameters = forecaster.members.reduce(0) { $0 + $1.values.count }
      trained_steps = forecaster.trainedSteps
      encoder_decoder = forecaster.resolved
      summary = forecaster.summary
    case .coldStart(let forecaster):
      recipe = nil
      baseline = nil
      season_length = 1
      parameters = forecaster.members.reduce(0) { $0 + $1.values.count }
      trained_steps = forecaster.trainedSteps
      cold_start = forecaster.resolved
      summary = forecaster.summary
      launch_trial = forecaster.trial
    case .baseline(let forecaster, _, _):
      recipe = nil
      baseline = forecaster.baseline.rawValue
      season_length = forecaster.seasonLength
      parameters = 0
      trained_steps = nil
    case .ensemble(let forecaster):
      recipe = nil
      baseline = nil
      season_length = forecaster.resolved.seasonLength
      parameters = forecaster.parameterCount
      trained_steps = forecaster.members.first?.member.trainingSteps
      ensemble = forecaster.resolved
      summary = forecaster.summary
    case .pretrained(let forecaster):
      recipe = nil
      baseline = nil
      season_length = forecaster.seasonLength
      parameters = forecaster.parameterCount
      trained_steps = nil
      summary = forecaster.summary
    case .tuned(let forecaster):
      recipe = nil
      baseline = nil
      season_length = forecaster.pretrained.seasonLength
      parameters = forecaster.pretrained.parameterCount
      trained_steps = forecaster.tuning.steps
      tuning = forecaster.tuning
      summary = forecaster.summary
    case .likelihood(let forecaster):
      recipe = nil
      baseline = nil
      season_length = forecaster.resolved.seasonLength
      parameters = forecaster.members.reduce(0) { $0 + $1.values.count }
      trained_steps = forecaster.record.trainedSteps
      likelihood = forecaster.resolved
      summary = forecaster.summary
    case .classical(let forecaster):
      recipe = nil
      baseline = nil
      season_length = forecaster.seasonLength
      parameters = 0
      trained_steps = nil
    }
  }

  private static func columns(_ schema: CSVSchema) -> String {
    let id = schema.idColumn.map { "id ‘\($0)’, " } ?? ""
    let targets =
      schema.isWide
      ? "every other column" : schema.targetColumns.map { "‘\($0)’" }.joined(separator: ", ")
    return id + "time ‘\(schema.timeColumn)’ as \(schema.timeFormat), values \(targets)"
  }

  var text: String {
    let rows = rows
    let width = rows.map(\.name.count).max() ?? 0
    return rows.map { name, value in
      name + String(repeating: " ", count: width - name.count) + "  " + value
    }.joined(separator: "\n")
  }

  /// What there is to say, by name.
  var rows: [(name: String, value: String)] {
    var rows = [
      ("model", model), ("written by", "foretell \(foretell_version), format \(format_version)"),
      ("fitted to", "frequency \(frequency), until \(cutoff)"),
      ("read from", schema.map(Self.columns) ?? "unknown columns"),
    ]
    if let columns = schema?.covariates { rows.append(("columns", columns.description)) }
    rows += [
      ("horizon", horizon.map(String.init) ?? "any"), ("season", "\(season_length) steps"),
    ]
    if let ensemble {
      rows += [
        ("blend", summary ?? ""), ("parameters", "\(parameters)"),
        ("seed", "\(ensemble.recipe.seed)"),
      ]
    }
    if ensemble == nil, let summary { rows.append(("network", summary)) }
    if let recipe {
      let network = recipe.network
      rows += [
        (
          "network",
          "\(recipe.members) × \(network.stackDescription), \(parameters) parameters"
        ),
        carries_state == true
          ? (
            "state", "carried; steps of \(recipe.width) values, gradient cut every \(recipe.steps)"
          )
          : ("window", "\(recipe.steps) steps of \(recipe.width) values"),
        ("normalized", recipe.normalization.description),
        ("trained", "\(trained_steps ?? 0) steps, seed \(recipe.recipe.seed)"),
      ]
    }
    if let trial = launch_trial {
      rows += [
        (
          "held back",
          "MAE \(ShortNumber.text(trial.meanAbsoluteError)) on \(trial.series) series it had not seen"
        ), ("mean profile", "MAE \(ShortNumber.text(trial.profileError)) there"),
      ]
    }
    if let validation {
      rows.append(
        (
          "held back",
          "sMAPE \(ShortNumber.fixed(validation.smape, decimals: 2)) on the last \(validation.size) "
            + "values"
        ))
      if let best = validation.bestBaseline {
        rows.append(
          ("best baseline", "\(best.name) \(ShortNumber.fixed(best.smape, decimals: 2))"))
      }
    }
    return rows
  }
}
