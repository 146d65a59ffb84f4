internal import ArgumentParser

/// Flags that would change nothing about a pretrained network: whoever gives one expects that it does.
enum UnheededFlags {
  /// - Throws: `ValidationError` that names the flags which the model does not heed.
  static func check(
    _ model: ModelChoice?, _ network: NetworkOptions, _ effort: EffortOptions
  ) throws {
    guard let model, model == .zero || model == .tuned else { return }
    // What shapes a network: that of a pretrained one is what it is.
    var given = [
      ("--input-size", network.inputSize != nil), ("--hidden-size", network.hiddenSize != nil),
      ("--layers", network.layers != nil), ("--dropout", network.dropout != nil),
      ("--strategy", network.strategy != nil), ("--normalize", network.normalize != nil),
      ("--members", network.members != nil), ("--val-size", network.valSize != nil),
      ("--config", network.config != nil), ("--fast", effort.fast),
    ]
    // What says how to train: zero does not.
    if model == .zero {
      given += [
        ("--steps", network.steps != nil), ("--batch-size", network.batchSize != nil),
        ("--learning-rate", network.learningRate != nil), ("--seed", network.seed != nil),
        ("--max-memory", network.maxMemory != nil), ("--budget", effort.budget != nil),
      ]
    }
    let flags = given.filter(\.1).map(\.0)
    guard let first = flags.first else { return }
    throw ValidationError(
      flags.count == 1
        ? "\(first) has no effect on --model \(model.rawValue); leave it out."
        : "\(flags.joined(separator: ", ")) have no effect on --model \(model.rawValue); "
          + "leave them out.")
  }
}
