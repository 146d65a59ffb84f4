import Foundation
import Testing

/// Models that see columns beside the target, as a user runs them.
@Suite struct CovariateModelTests {
  private static let columns = [
    "--static", "kind,area", "--past", "visitors", "--known", "price,promo,event",
  ]
  private static let small = ["--steps", "20", "--members", "1", "--hidden-size", "8"]

  @Test func namedColumnsTakeTheEncoderDecoderByThemselves() throws {
    let run = try Program.foretell.run(
      ["forecast", "data/promotions.csv", "-H", "14", "--steps", "20"] + Self.columns)
    #expect(run.status == 0, "\(run.error)")
    #expect(run.error.contains("the model is encoder-decoder because of --static, --past, --known"))
    #expect(run.output.hasPrefix("unique_id,ds,EncoderDecoder\nAachen,2025-09-01,"))
    #expect(run.output.split(separator: "\n").count == 71)
  }

  @Test func aFittedModelForecastsWhatForecastDoes() throws {
    try TemporaryFolder.with { folder in
      let model = folder.appendingPathComponent("m.foretell").path
      let options = ["-H", "14", "--model", "encoder-decoder"] + Self.columns + Self.small
      let fit = try Program.foretell.run(["fit", "data/promotions.csv", "-o", model] + options)
      #expect(fit.status == 0, "\(fit.error)")
      let predict = try Program.foretell.run(["predict", model, "data/promotions.csv"])
      let forecast = try Program.foretell.run(["forecast", "data/promotions.csv"] + options)
      #expect(predict.status == 0, "\(predict.error)")
      #expect(predict.output == forecast.output)
      let inspect = try Program.foretell.run(["inspect", model])
      #expect(inspect.output.contains("EncoderDecoder") && inspect.output.contains("price"))
    }
  }

  @Test func aBacktestKnowsThePlansAndNothingElse() throws {
    let run = try Program.foretell.run(
      [
        "backtest", "data/promotions.csv", "-H", "7", "--n-windows", "2", "--against", "naive",
        "--model", "encoder-decoder", "--audit", "--json", "-q",
      ] + Self.columns + Self.small)
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.contains("EncoderDecoder"))
    #expect(run.output.contains(#""offences":[]"#))
  }

  @Test func deepARSeesWhatIsKnownAhead() throws {
    let columns = [
      "--target-col", "sales", "--static", "kind,area", "--known", "price,promo,event",
    ]
    let small = ["--model", "deepar", "--steps", "6", "--members", "1", "--hidden-size", "8"]
    try TemporaryFolder.with { folder in
      let model = folder.appendingPathComponent("m.foretell").path
      let options = ["-H", "14", "--embed-series"] + columns + small
      let fit = try Program.foretell.run(["fit", "data/promotions.csv", "-o", model] + options)
      #expect(fit.status == 0, "\(fit.error)")
      #expect(fit.error.contains("a vector for each of 5 series"))
      let forecast = try Program.foretell.run(["forecast", "data/promotions.csv"] + options)
      let predict = try Program.foretell.run(["predict", model, "data/promotions.csv"])
      #expect(predict.status == 0 && predict.output == forecast.output, "\(predict.error)")
      let inspect = try Program.foretell.run(["inspect", model])
      #expect(inspect.output.contains("known price, promo, event (categorical)"))
      let template = try Program.foretell.run(["template", model, "data/promotions.csv"])
      #expect(template.output.hasPrefix("id,date,price,promo,event\n"), "\(template.output)")
      let text = try String(
        contentsOf: repository.appendingPathComponent("data/promotions.csv"), encoding: .utf8)
      let renamed = try file(
        "new.csv", text.replacingOccurrences(of: "Aachen", with: "Zug"), in: folder)
      let new = try Program.foretell.run(["predict", model, renamed])
      #expect(new.status == 0 && new.error.contains("‘Zug’ has no learned vector"), "\(new.error)")
      let far = try Program.foretell.run(["predict", model, "data/promotions.csv", "-H", "15"])
      #expect(far.status != 0 && far.error.contains("foretell template"))
    }
    let refused = try Program.foretell.run(
      [
        "forecast", "data/promotions.csv", "-H", "14", "--target-col", "sales",
        "--past", "visitors", "--model", "deepar",
      ])
    #expect(refused.status != 0 && refused.error.contains("‘visitors’"), "\(refused.error)")
    #expect(refused.error.contains("encoder-decoder"))
    let backtest = try Program.foretell.run(
      [
        "backtest", "data/promotions.csv", "-H", "7", "--n-windows", "2", "--against", "naive",
        "--audit", "--json",
      ] + Self.columns + small)
    #expect(backtest.status == 0, "\(backtest.error)")
    #expect(backtest.output.contains("\"DeepAR\"") && backtest.output.contains(#""offences":[]"#))
    #expect(backtest.error.contains("visitors has no part"), "\(backtest.error)")
    for model in ["lstm", "auto", "theta"] {
      let run = try Program.foretell.run(
        ["forecast", "data/shops.csv", "-H", "3", "--embed-series", "--model", model])
      #expect(run.status != 0 && run.error.contains("--embed-series"), "\(run.error)")
    }
  }

  private static let mondays = [
    "2025-02-03", "2025-02-10", "2025-02-17", "2025-02-24", "2025-03-03", "2025-03-10",
    "2025-03-17", "2025-03-24", "2025-03-31", "2025-04-07",
  ]

  /// Two kinds of products over ten weeks.
  private static let launches: String = {
    var text = "id,week,sales,kind,price\n"
    for number in 0..<24 {
      let isHype = number % 2 == 0
      for (week, stamp) in mondays.enumerated() {
        let sales = number + (isHype ? 100 - 8 * week : 20 + 5 * week)
        text += "p\(number),\(stamp),\(sales),\(isHype ? "hype" : "slow"),\(number)\n"
      }
    }
    return text
  }()

  @Test func newProductsAreForecastFromWhatTheyAre() throws {
    try TemporaryFolder.with { folder in
      let data = try file("launches.csv", Self.launches, in: folder)
      let model = folder.appendingPathComponent("m.foretell").path
      let fit = try Program.foretell.run(
        [
          "fit", data, "--model", "cold-start", "--static", "kind,price", "-H", "10", "-o", model,
          "--steps", "200", "--members", "1",
        ])
      #expect(fit.status == 0, "\(fit.error)")
      #expect(fit.error.contains("held back: MAE"))
      let new = try file("new.csv", "id,kind,price\nx,hype,4\ny,slow,5\n", in: folder)
      let predict = try Program.foretell.run(["predict", model, new])
      #expect(predict.status == 0, "\(predict.error)")
      let rows = predict.output.split(separator: "\n").map { $0.split(separator: ",") }
      #expect(rows.count == 21)
      #expect(rows[1][0] == "x" && rows[1][1] == "2025-04-14")
      let values = rows.dropFirst().compactMap { Double($0[2]) }
      #expect(values[0] > 1.5 * values[9] && values[19] > 1.5 * values[10])
      let inspect = try Program.foretell.run(["inspect", model])
      #expect(inspect.output.contains("on 4 series it had not seen"), "\(inspect.output)")
      #expect(inspect.output.contains("mean profile"))
      #expect(
        try Program.foretell.run(["inspect", model, "--json"]).output.contains("\"launch_trial\""))
      let renamed = try file("renamed.csv", "product,kind,price\nx,hype,4\ny,slow,5\n", in: folder)
      let other = try Program.foretell.run(["predict", model, renamed, "--id-col", "product"])
      #expect(other.output == predict.output, "\(other.error)")
      for flags in [["--future", new], ["--wide"], ["--freq", "D"]] {
        let refused = try Program.foretell.run(["predict", model, new] + flags)
        #expect(refused.status == 2 && refused.error.contains("leave \(flags[0]) out"))
      }
      let later = try file("later.csv", "id,week,kind,price\nx,2025-06-02,hype,4\n", in: folder)
      let stamped = try Program.foretell.run(["predict", model, later])
      #expect(stamped.output.contains("x,2025-06-02,"))
      let comma = try file("comma.csv", "id;kind;price\nx; hype;4,0\n", in: folder)
      let read = try Program.foretell.run(["predict", model, comma])
      #expect(read.status == 0, "\(read.error)")
      #expect(
        Array(read.output.split(separator: "\n").prefix(11)).joined()
          == rows.prefix(11).map {
            $0.joined(separator: ",")
          }.joined())
      let dear = try file("dear.csv", "id,kind,price\nx,hype,4000\n", in: folder)
      let far = try Program.foretell.run(["predict", model, dear])
      #expect(far.error.contains("column ‘price’, series ‘x’: 4000.0 is"), "\(far.error)")
      let long = try Program.foretell.run(["predict", model, new, "-H", "90000000"])
      #expect(long.status != 0 && long.error.contains("follows a series for 10 steps"))
      let strange = try file("strange.csv", "id,kind,price\nx,odd,4\n", in: folder)
      #expect(try Program.foretell.run(["predict", model, strange]).error.contains("‘odd’"))
      for (text, what) in [
        ("id,kind\nx,hype\n", "price"), ("id,kind,price\nx,hype,1\nx,slow,2\n", "again"),
        ("id,week,kind,price\nx,2025-06-03,hype,4\n", "grid"),
        ("id,kind,price\nx,hype,\n", "price"),
      ] {
        let bad = try Program.foretell.run(["predict", model, try file("b.csv", text, in: folder)])
        #expect(bad.status != 0 && bad.error.contains(what), "\(text): \(bad.error)")
      }
    }
  }
}
