internal import ArgumentParser
internal import Foretell

/// `foretell inspect`: what a model file holds.
struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a model file holds.",
    discussion: """
      Example:
        foretell inspect air.foretell
      """)

  @Argument(help: "The model file.", completion: .file(extensions: ["foretell"]))
  var modelFile: String

  @Flag(help: "One JSON document.")
  var json = false

  func run() async throws {
    let summary = ModelSummary(try ModelFile(path: modelFile))
    Console.write(json ? try JSONText.string(from: summary) : summary.text, to: .output)
  }
}

/// What a model file holds, for people and programs.
struct ModelSummary: Encodable {
  let model: String
  let foretell_version: String
  let format_version: Int
  let frequency: String
  let cutoff: String
  let horizon: Int?
  let recipe: ResolvedRecipe?
  let baseline: String?
  let season_length: Int
  let parameters: Int
  let trained_steps: Int?
  let validation: Validation?

  init(_ file: ModelFile) {
    model = file.model.name
    foretell_version = file.writer
    format_version = ModelFile.formatVersion
    frequency = file.model.frequency.description
    cutoff = file.timestampFormat.string(from: file.model.cutoff)
    horizon = file.horizon
    validation = file.model.validation
    switch file.model {
    case .recurrent(let forecaster):
      recipe = forecaster.resolved
      baseline = nil
      season_length = forecaster.resolved.seasonLength
      parameters = forecaster.members.reduce(0) { $0 + $1.values.count }
      trained_steps = forecaster.trainedSteps
    case .baseline(let forecaster, _, _):
      recipe = nil
      baseline = forecaster.baseline.rawValue
      season_length = forecaster.seasonLength
      parameters = 0
      trained_steps = nil
    }
  }

  var text: String {
    var rows = [
      ("model", model), ("written by", "foretell \(foretell_version), format \(format_version)"),
      ("fitted to", "frequency \(frequency), until \(cutoff)"),
      ("horizon", horizon.map(String.init) ?? "any"), ("season", "\(season_length) steps"),
    ]
    if let recipe {
      let network = recipe.network
      rows += [
        (
          "network",
          "\(recipe.members) × \(network.layers)-layer \(network.cell.rawValue) of \(network.hiddenSize)"
            + ", \(parameters) parameters"
        ),
        ("window", "\(recipe.steps) steps of \(recipe.width) values"),
        ("normalized", recipe.normalization.description),
        ("trained", "\(trained_steps ?? 0) steps, seed \(recipe.recipe.seed)"),
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
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, value in
      name + String(repeating: " ", count: width - name.count) + "  " + value
    }.joined(separator: "\n")
  }
}
