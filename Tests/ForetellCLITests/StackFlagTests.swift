import Foundation
import Testing

/// Dilations, shortcuts, layer normalization and variational dropout from the command line.
@Suite struct StackFlagTests {
  private static let air = "data/air-passengers.csv"
  private static let small = [
    "--hidden-size", "4", "--steps", "6", "--members", "1", "--threads", "1",
  ]

  @Test func aDilatedStackIsFittedInspectedAndForecastsFromItsFile() throws {
    try TemporaryFolder.with { folder in
      let model = folder.appendingPathComponent("air.foretell").path
      let flags =
        [
          "-H", "3", "--dilations", "season", "--residual", "--layer-norm",
          "--variational-dropout", "0.1",
        ] + Self.small
      let run = try Program.foretell.run(["forecast", Self.air] + flags)
      #expect(run.status == 0, "\(run.error)")
      #expect(run.output.hasPrefix("unique_id,ds,LSTM"))
      let fit = try Program.foretell.run(["fit", Self.air, "-o", model] + flags)
      #expect(fit.status == 0, "\(fit.error)")
      let again = try Program.foretell.run(["predict", model, Self.air])
      #expect(again.output == run.output)
      let inspection = try Program.foretell.run(["inspect", model])
      #expect(
        inspection.output.contains(
          "1 × 4-layer lstm of 4, dilations 1,3/6,12, residual, layers normalized, variational dropout 0.1"
        ), "\(inspection.output)")
      // What inspect prints is a recipe again.
      let json = folder.appendingPathComponent("recipe.json")
      let printed = try Program.foretell.run(["inspect", model, "--json"])
      try Data(printed.output.utf8).write(to: json)
      let repeated = try Program.foretell.run(
        ["forecast", Self.air, "-H", "3", "--config", json.path, "--threads", "1"])
      #expect(repeated.output == run.output, "\(repeated.error)")
    }
  }

  @Test(arguments: ["deepar", "encoder-decoder", "stateful"])
  func normalizedResidualStacksForecastFromTheirFile(_ kind: String) throws {
    try TemporaryFolder.with { folder in
      let model = folder.appendingPathComponent("air.foretell").path
      let flags = ["-H", "3", "--model", kind, "--layers", "2"] + Self.small
      let rich = flags + ["--residual", "--layer-norm", "--variational-dropout", "0.2"]
      let run = try Program.foretell.run(["forecast", Self.air] + rich)
      #expect(run.status == 0, "\(run.error)")
      #expect(try Program.foretell.run(["forecast", Self.air] + flags).output != run.output)
      let fit = try Program.foretell.run(["fit", Self.air, "-o", model] + rich)
      #expect(fit.status == 0, "\(fit.error)")
      #expect(try Program.foretell.run(["predict", model, Self.air]).output == run.output)
      let inspection = try Program.foretell.run(["inspect", model]).output
      #expect(
        inspection.contains(
          "2-layer lstm of 4, residual, layers normalized, variational dropout 0.2"),
        "\(inspection)")
    }
  }

  @Test(arguments: [
    (["--dilations", "1,x"], "‘1,x’ are no dilations"),
    (["--dilations", "1,2,4", "--layers", "2"], "--layers 2 and 3 --dilations contradict"),
    (["--dilations", "season", "--layers", "4"], "leave --layers out"),
    (["--dilations", "1,36"], "a dilation of 36 looks back beyond the window"),
    (["--dilations", "1,2", "--residual"], "separate blocks by /"),
    (["--residual"], "there is one layer"),
    (["--variational-dropout", "1"], "--variational-dropout is 1.0"),
    (["--dropout", "0.2"], "give it more --layers"),
    (["--model", "deepar", "--dropout", "0.2", "--layers", "1"], "drops between layers"),
    (["--model", "stateful", "--dilations", "1,2"], "its last d states"),
    (["--model", "auto", "--layer-norm"], "--layer-norm has no effect on --model auto"),
    (["--model", "deepar", "--residual"], "there is one layer"),
    (["--model", "encoder-decoder", "--residual"], "there is one layer"),
    (["--likelihood", "gaussian", "--dilations", "1,2"], "no effect on --model deepar"),
    (["--dilations", "9223372036854775807"], "a dilation is 9223372036854775807"),
    (["--model", "encoder-decoder", "--dilations", "1,2"], "no effect on --model encoder-decoder"),
    (["--calendar", "month", "--dilations", "1,2"], "no effect on --model encoder-decoder"),
    (["--model", "theta", "--dilations", "season"], "no effect on --model theta"),
    (["--model", "zero", "--variational-dropout", "0.1"], "no effect on --model zero"),
  ])
  func whatCannotBeIsRefused(_ flags: [String], _ reason: String) throws {
    let run = try Program.foretell.run(["forecast", Self.air, "-H", "3"] + flags)
    #expect(run.status == 2 || run.status == 5, "\(run.status)")
    #expect(run.error.contains(reason), "\(run.error)")
  }
}
