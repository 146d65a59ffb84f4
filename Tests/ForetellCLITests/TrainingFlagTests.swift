import Foundation
import Testing

/// Flags that say how a network is trained.
@Suite struct TrainingFlagTests {
  private let shop = ["data/air-passengers.csv", "-H", "3", "-q"]
  private let small = ["--steps", "8", "--members", "1", "--val-size", "3"]

  /// What `inspect --json` says of a model that was fitted with some flags.
  private func training(of flags: [String], in folder: URL) throws -> [String: Any] {
    let model = folder.appendingPathComponent("\(UUID().uuidString).foretell").path
    let fit = try Program.foretell.run(["fit"] + shop + flags + ["-o", model])
    #expect(fit.status == 0, "\(fit.error)")
    let text = try Program.foretell.run(["inspect", model, "--json"]).output
    return try #require(found("training", in: JSONSerialization.jsonObject(with: Data(text.utf8))))
  }

  private func found(_ key: String, in json: Any) -> [String: Any]? {
    guard let object = json as? [String: Any] else { return nil }
    if let training = object[key] as? [String: Any] { return training }
    return object.values.lazy.compactMap { found(key, in: $0) }.first
  }

  @Test func everyFlagReachesTheModelFile() throws {
    try TemporaryFolder.with { folder in
      let flags = [
        "--optimizer", "nesterov", "--learning-rate", "0.02", "--schedule", "one-cycle",
        "--clip-norm", "2", "--clip-value", "0.5", "--batch-size", "5",
      ]
      for model in ["gru", "stateful", "encoder-decoder", "deepar"] {
        let size = model == "deepar" ? ["--val-size", "3"] : small
        let training = try training(of: flags + size + ["--model", model], in: folder)
        let optimizer = try #require(training["optimizer"] as? [String: [String: Double]])
        #expect(optimizer == ["nesterov": ["learningRate": 0.02, "momentum": 0.9]], "\(model)")
        #expect((training["schedule"] as? [String: Any])?.keys.first == "oneCycle")
        #expect(training["clipNorm"] as? Double == 2 && training["clipValue"] as? Double == 0.5)
        // A stream of one series has one row.
        #expect(training["batchSize"] as? Int == (model == "stateful" ? 1 : 5))
      }
    }
  }

  @Test func weightDecayAloneIsThatOfAdamW() throws {
    try TemporaryFolder.with { folder in
      let training = try training(of: ["--weight-decay", "0.1"] + small, in: folder)
      let optimizer = try #require(training["optimizer"] as? [String: [String: Double]])
      #expect(optimizer["adamW"]?["weightDecay"] == 0.1)
      #expect(optimizer["adamW"]?["learningRate"] == 0.005)
    }
  }

  @Test func aRateLeavesTheConfigurationsOptimizer() throws {
    try TemporaryFolder.with { folder in
      let before = try training(of: small + ["--optimizer", "rmsprop"], in: folder)
      let configuration = try file(
        "recipe.json",
        String(
          decoding: JSONSerialization.data(withJSONObject: ["training": before]), as: UTF8.self),
        in: folder)
      let after = try training(
        of: small + ["--config", configuration, "--learning-rate", "0.001"], in: folder)
      let optimizer = try #require(after["optimizer"] as? [String: [String: Double]])
      #expect(optimizer["rmsprop"]?["learningRate"] == 0.001, "\(optimizer)")
      let decay = try Program.foretell.run(
        ["forecast"] + shop + ["--config", configuration, "--weight-decay", "0.1"])
      #expect(decay.status == 2 && decay.error.contains("names another optimizer"))
      // As far as RMSprop at 0.005.
      let other = try training(
        of: small + ["--config", configuration, "--optimizer", "momentum"], in: folder)
      let momentum = try #require(other["optimizer"] as? [String: [String: Double]])
      #expect(momentum["sgd"] == ["learningRate": 0.1, "momentum": 0.9], "\(momentum)")
    }
  }

  @Test func whatInspectPrintsOfAnotherModelIsNoRecipe() throws {
    try TemporaryFolder.with { folder in
      let model = folder.appendingPathComponent("m.foretell").path
      let fit = try Program.foretell.run(["fit"] + shop + ["--model", "theta", "-o", model])
      #expect(fit.status == 0, "\(fit.error)")
      let printed = try Program.foretell.run(["inspect", model, "--json"]).output
      let recipe = try file("recipe.json", printed, in: folder)
      let run = try Program.foretell.run(["forecast"] + shop + ["--config", recipe])
      #expect(run.status == 2 && run.error.contains("Theta has no recipe"), "\(run.error)")
    }
  }

  @Test(arguments: [
    (#"{"nesterov": {"learningRate": 0.1, "momentum": 1.5}}"#, "momentum is 1.5"),
    (#"{"sgd": {"learningRate": -1, "momentum": 0}}"#, "learning rate is -1"),
    (#"{"rmsprop": {"learningRate": 0.1, "decay": 2, "epsilon": 1e-8}}"#, "decay is 2"),
    (
      #"{"adamW": {"learningRate": 1, "weightDecay": -3, "beta1": 0.9, "beta2": 0.9, "epsilon": 1}}"#,
      "weight decay is -3"
    ),
    (
      #"{"adam": {"learningRate": 0.1, "beta1": 0.9, "beta2": 0.9, "epsilon": 0}}"#, "epsilon is 0"
    ),
  ])
  func optimizersThatCannotLearnAreRefused(_ optimizer: String, _ message: String) throws {
    try TemporaryFolder.with { folder in
      let text =
        #"{"training": {"optimizer": \#(optimizer), "schedule": {"constant": {}}, "steps": 4, "#
        + #""batchSize": 4, "validationInterval": 2}}"#
      let recipe = try file("recipe.json", text, in: folder)
      let run = try Program.foretell.run(["forecast"] + shop + ["--config", recipe])
      #expect(run.status == 2 && run.error.contains(message), "\(run.error)")
    }
  }

  @Test(arguments: [
    (["--weight-decay", "0.1", "--optimizer", "sgd"], "AdamW's"),
    (["--weight-decay", "1"], "below 1"),
    (["--clip-norm", "0"], "--clip-norm is 0"),
    (["--optimizer", "adagrad"], "adagrad"),
    (["--model", "zero", "--optimizer", "adam"], "--optimizer has no effect"),
    (["--model", "tuned", "--schedule", "cosine"], "--schedule has no effect"),
    (["--model", "deepar", "--schedule", "plateau"], "--schedule plateau has no effect"),
    (["--likelihood", "gaussian", "--schedule", "plateau"], "--schedule plateau has no effect"),
  ])
  func whatCannotBeIsRefused(_ flags: [String], _ message: String) throws {
    let run = try Program.foretell.run(["forecast"] + shop + flags)
    #expect(run.status == 2 && run.error.contains(message), "\(run.error)")
  }
}
