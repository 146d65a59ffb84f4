import Foundation
import Testing

/// Columns beside the target on the command line.
@Suite struct CovariateCommandTests {
  private static let columns = [
    "--static", "kind,area", "--past", "visitors", "--known", "price,promo,event",
  ]

  @Test func theColumnsAreReadAndAModelThatIsBlindToThemSaysSo() throws {
    let run = try Program.foretell.run(
      ["backtest", "data/promotions.csv", "-H", "7", "--model", "encoder-decoder,ses"]
        + ["--against", "naive", "--steps", "3", "--members", "1"]
        + ["--n-windows", "2", "--audit", "--json"] + Self.columns)
    #expect(run.status == 0, "\(run.error)")
    #expect(run.error.contains("5 series of 182 values, frequency D"))
    #expect(
      run.error.contains("static kind (categorical), area; past visitors; known price, promo"))
    #expect(run.error.contains("14 rows are known ahead"))
    #expect(run.error.contains("note: SES does not see columns beside the target"))
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let setup = try #require(json["setup"] as? [String: Any])
    let columns = try #require(setup["covariates"] as? [String: Any])
    #expect(columns["known"] as? [String] == ["price", "promo", "event"])
    #expect(columns["categorical"] as? [String] == ["kind", "event"])
    let audit = try #require(json["audit"] as? [String: Any])
    #expect((audit["offences"] as? [Any])?.isEmpty == true)
  }

  @Test(arguments: [
    (["--known", "prise"], 5, "did you mean --known ‘price’"),
    (["--known", "sales", "--target-col", "sales"], 5, "two parts"),
    (["--known", "price", "--past", "price"], 2, "‘price’ is named twice"),
    (["--known", "price", "--wide"], 2, "--wide reads every column as a series"),
    (["--static", "promo", "--target-col", "sales"], 5, "does not change within a series"),
    (["--known", "price,"], 2, "--known"),
    (["--calendar", "weekday,fortnight"], 2, "--calendar"),
    (["--categorical", "event", "--target-col", "sales"], 5, "has no part"),
    (["--future", "data/promotions.csv"], 5, "--known"),
  ])
  func whatCannotBeIsRefusedWithItsRemedy(
    _ flags: [String], _ status: Int, _ hint: String
  ) throws {
    let run = try Program.foretell.run(
      ["forecast", "data/promotions.csv", "-H", "7"]
        + ["--target-col", "sales"].filter { _ in !flags.contains("--target-col") } + flags)
    #expect(run.status == Int32(status), "\(run.error)")
    #expect(run.error.contains(hint), "\(run.error)")
    #expect(run.output.isEmpty)
  }

  @Test func plansMayComeInAFileOfTheirOwn() throws {
    try TemporaryFolder.with { url in
      let folder = url.path
      let data = try String(
        contentsOf: repository.appendingPathComponent("data/promotions.csv"), encoding: .utf8)
      let lines = data.split(separator: "\n")
      func cells(_ line: Substring) -> [Substring] {
        line.split(separator: ",", omittingEmptySubsequences: false)
      }
      let past = lines.filter { !cells($0)[2].isEmpty }
      let plan = [lines[0]] + lines.filter { cells($0)[2].isEmpty }
      let (history, ahead) = ("\(folder)/past.csv", "\(folder)/plan.csv")
      try past.joined(separator: "\n").write(toFile: history, atomically: true, encoding: .utf8)
      try plan.joined(separator: "\n").write(toFile: ahead, atomically: true, encoding: .utf8)
      func forecast(_ plan: String) throws -> Outcome {
        try Program.foretell.run(
          ["forecast", history, "-H", "7", "--target-col", "sales", "--steps", "4"]
            + ["--members", "1", "--future", plan] + Self.columns)
      }
      #expect(try forecast(ahead).status == 0)
      // The whole file as a plan: what is past is passed over, and said.
      let whole = try forecast("data/promotions.csv")
      #expect(whole.status == 0 && whole.error.contains("910 rows of data/promotions.csv up to"))
      let stranger = ahead.replacing(".csv", with: "2.csv")
      try plan.joined(separator: "\n").replacing("Erfurt", with: "Erfort")
        .write(toFile: stranger, atomically: true, encoding: .utf8)
      let unknown = try forecast(stranger)
      #expect(unknown.status == 5 && unknown.error.contains("did you mean ‘Erfurt’"))
      #expect(unknown.error.contains("line 58"), "\(unknown.error)")
      let gap = ahead.replacing(".csv", with: "3.csv")
      try (plan.prefix(3) + plan.dropFirst(4)).joined(separator: "\n")
        .write(toFile: gap, atomically: true, encoding: .utf8)
      let missing = try forecast(gap)
      #expect(missing.status == 5 && missing.error.contains("the row of 2025-09-03 is missing"))
    }
  }

  /// Fit, template, fill in, predict: what is planned shows, and what is missing is told.
  @Test func aPlanIsWrittenFilledInAndForecastFrom() throws {
    try TemporaryFolder.with { url in
      let (model, past, plan) = (
        "\(url.path)/m.foretell", "\(url.path)/past.csv", "\(url.path)/plan.csv"
      )
      let data = try String(
        contentsOf: repository.appendingPathComponent("data/promotions.csv"), encoding: .utf8)
      try data.split(separator: "\n").filter { !$0.contains("2025-09-") }.joined(separator: "\n")
        .write(toFile: past, atomically: true, encoding: .utf8)
      let fit = try Program.foretell.run(
        ["fit", past, "-H", "3", "--known", "price,promo,event", "--steps", "40", "--members", "1"]
          + ["--target-col", "sales", "--model", "encoder-decoder", "-o", model])
      #expect(fit.status == 0, "\(fit.error)")
      let without = try Program.foretell.run(["predict", model, past])
      #expect(without.status == 5 && without.error.contains("15 rows after the end with ‘price’"))
      #expect(without.error.contains("‘Aachen’ 2025-09-01 … 2025-09-03"))
      let template = try Program.foretell.run(["template", model, past, "-o", plan])
      #expect(template.status == 0, "\(template.error)")
      let rows = try String(contentsOfFile: plan, encoding: .utf8)
      #expect(rows.hasPrefix("id,date,price,promo,event\nAachen,2025-09-01,,,\n"))
      #expect(rows.split(separator: "\n").count == 16)
      let empty = try Program.foretell.run(["predict", model, past, "--future", plan])
      #expect(
        empty.status == 5
          && empty.error.contains(
            "plan.csv, line 2, column ‘price’, series ‘Aachen’: the column is known ahead")
      )
      func forecast(promo: String, event: String) throws -> Outcome {
        try rows.replacing(",,,\n", with: ",2.5,\(promo),\(event)\n")
          .write(toFile: plan, atomically: true, encoding: .utf8)
        return try Program.foretell.run(["predict", model, past, "--future", plan, "--json"])
      }
      let (quiet, loud) = (
        try forecast(promo: "0", event: ""), try forecast(promo: "1", event: "carnival")
      )
      #expect(quiet.status == 0 && loud.status == 0, "\(quiet.error)\(loud.error)")
      #expect(quiet.output != loud.output)
      #expect(loud.error.contains("‘carnival’ in column ‘event’"))
      #expect(!quiet.error.contains("carnival") && quiet.output.contains(#""known""#))
    }
  }

  @Test(arguments: ["forecast", "fit", "backtest"])
  func aModelThatIsBlindIsRefusedWhereOneSees(_ command: String) throws {
    for model in ["lstm", "auto", "theta"] {
      let run = try Program.foretell.run(
        [command, "data/promotions.csv", "-H", "7", "--model", model] + Self.columns
          + (command == "fit" ? ["-o", "/tmp/blind.foretell"] : []))
      #expect(run.status == 2, "\(run.error)")
      #expect(
        run.error.contains("\(model) does not see columns")
          && run.error.contains(
            "leave --static, --past, --known out, or take --model encoder-decoder"),
        "\(run.error)")
    }
  }

  @Test func whyAModelIsTakenIsSaid() throws {
    let run = try Program.foretell.run(
      ["forecast", "data/shops.csv", "-H", "2", "--calendar", "auto", "--steps", "2"]
        + ["--members", "1"])
    #expect(run.status == 0, "\(run.error)")
    #expect(
      run.error.contains(
        "note: the model is encoder-decoder because of --calendar; without it it would be lstm"),
      "\(run.error)")
    let named = try Program.foretell.run(
      ["forecast", "data/shops.csv", "-H", "2", "--calendar", "auto", "--steps", "2"]
        + ["--members", "1", "--model", "encoder-decoder"])
    #expect(named.status == 0 && !named.error.contains("because of"), "\(named.error)")
  }

  /// Before training, by file and line.
  @Test func anEmptyPlanIsFoundBeforeTraining() throws {
    try TemporaryFolder.with { url in
      let path = "\(url.path)/plan-empty.csv"
      let data = try String(
        contentsOf: repository.appendingPathComponent("data/promotions.csv"), encoding: .utf8)
      var lines = data.split(separator: "\n").map(String.init)
      let place = try #require(lines.firstIndex { $0.hasPrefix("Aachen,2025-09-03") })
      var cells = lines[place].split(separator: ",", omittingEmptySubsequences: false)
      cells[6] = ""
      lines[place] = cells.joined(separator: ",")
      try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
      let run = try Program.foretell.run(
        ["forecast", path, "-H", "7", "--target-col", "sales", "--steps", "3"] + Self.columns)
      #expect(run.status == 5, "\(run.error)")
      #expect(
        run.error.contains("plan-empty.csv, line \(place + 1), column ‘price’, series ‘Aachen’"),
        "\(run.error)")
      #expect(run.error.contains("2025-09-03"))
      // Beyond the horizon nobody asks.
      let short = try Program.foretell.run(
        ["forecast", path, "-H", "2", "--target-col", "sales", "--steps", "3", "--members", "1"]
          + Self.columns)
      #expect(short.status == 0, "\(short.error)")
    }
  }

  @Test func aModelWithoutKnownColumnsHasNothingToFillIn() throws {
    try TemporaryFolder.with { url in
      let folder = url.path
      let model = "\(folder)/naive.foretell"
      let fit = try Program.foretell.run(
        ["fit", "data/promotions.csv", "-H", "7", "--model", "naive", "-o", model]
          + ["--target-col", "sales"])
      #expect(fit.status == 0, "\(fit.error)")
      let run = try Program.foretell.run(["template", model, "data/promotions.csv"])
      #expect(run.status == 2 && run.error.contains("knows no column ahead"))
      // And predict needs no columns for it.
      let predict = try Program.foretell.run(["predict", model, "data/promotions.csv", "-q"])
      #expect(predict.status == 0 && predict.output.contains("Erfurt,2025-09-07"))
    }
  }

  @Test func coarserDataAreNotToBeFilled() throws {
    try TemporaryFolder.with { url in
      let folder = url.path
      let model = "\(folder)/daily.foretell"
      let fit = try Program.foretell.run(
        ["fit", "data/daily-births.csv", "-H", "7", "--model", "naive", "-o", model])
      #expect(fit.status == 0, "\(fit.error)")
      let weekly = "\(folder)/weekly.csv"
      let lines = try String(
        contentsOf: repository.appendingPathComponent("data/daily-births.csv"), encoding: .utf8
      ).split(separator: "\n")
      let kept = [lines[0]] + lines.indices.dropFirst().filter { $0 % 7 == 1 }.map { lines[$0] }
      try kept.joined(separator: "\n").write(toFile: weekly, atomically: true, encoding: .utf8)
      let run = try Program.foretell.run(["predict", model, weekly])
      #expect(run.status == 5 && run.error.contains("has the frequency W-THU"), "\(run.error)")
      #expect(run.error.contains("would invent"))
    }
  }
}
