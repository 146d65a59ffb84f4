internal import ArgumentParser

/// Flags that would change nothing about a model: whoever gives one expects that it does.
enum UnheededFlags {
  /// - Throws: `ValidationError` that names the flags which none of the models heeds.
  static func check(
    _ models: [ModelChoice], _ network: NetworkOptions, _ effort: EffortOptions
  ) throws {
    let flags = given(models, network, effort)
    guard let first = flags.first else { return }
    let names = models.map(\.rawValue).joined(separator: ", ")
    throw ValidationError(
      flags.count == 1
        ? "\(first) has no effect on --model \(names); leave it out."
        : "\(flags.joined(separator: ", ")) have no effect on --model \(names); leave them out.")
  }

  /// The flags that were given and that none of the models heeds.
  static func given(
    _ models: [ModelChoice], _ network: NetworkOptions, _ effort: EffortOptions
  ) -> [String] {
    let each = models.map { unheeded(by: $0, network, effort).filter(\.isGiven).map(\.name) }
    guard let first = each.first else { return [] }
    return first.filter { name in each.allSatisfy { $0.contains(name) } }
  }

  private typealias Flag = (name: String, isGiven: Bool)

  private static func unheeded(
    by model: ModelChoice, _ network: NetworkOptions, _ effort: EffortOptions
  ) -> [Flag] {
    let embedding: Flag = ("--embed-series", network.embedSeries)
    let shape: [Flag] = [
      ("--input-size", network.inputSize != nil), ("--hidden-size", network.hiddenSize != nil),
      ("--layers", network.layers != nil), ("--dropout", network.dropout != nil),
      ("--strategy", network.strategy != nil), ("--normalize", network.normalize != nil),
      ("--members", network.members != nil), ("--val-size", network.valSize != nil),
      ("--config", network.config != nil), ("--loss", network.loss != nil), embedding,
    ]
    let dilations: Flag = ("--dilations", network.dilations != nil)
    let stack: [Flag] = [
      dilations, ("--residual", network.residual),
      ("--layer-norm", network.layerNorm),
      ("--variational-dropout", network.variationalDropout != nil),
    ]
    let training: [Flag] = network.training.flags
    let (budget, fast): (Flag, Flag) = (
      ("--budget", effort.budget != nil), ("--fast", effort.fast)
    )
    // It looks at what it holds back only to count steps.
    let plateau: Flag = ("--schedule plateau", network.training.schedule == .plateau)
    let resources: [Flag] = [
      ("--seed", network.seed != nil), ("--max-memory", network.maxMemory != nil), budget,
    ]
    switch model {
    case .auto: return shape + stack + training
    // The network is what it is, and nothing is trained.
    case .zero: return shape + stack + training + resources + [fast]
    case .tuned: return shape + stack + network.training.optimizationFlags + [fast]
    case .coldStart:
      let own = ["--hidden-size", "--normalize", "--members"]
      return shape.filter { !own.contains($0.name) } + stack + [budget, fast]
    case .encoderDecoder:
      return shape.filter { $0.name == "--config" } + [dilations, budget, fast]
    case .deepAR: return [dilations, plateau, budget, fast]
    case _ where model.baseline != nil || model.classicalMethod != nil:
      return shape + stack + training + [budget, fast]
    default: return [embedding, budget, fast]
    }
  }
}
