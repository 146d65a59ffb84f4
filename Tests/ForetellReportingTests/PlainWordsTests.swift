import ForetellBacktesting
import ForetellReporting
import ForetellSeries
import Testing

/// What a reader is told, and where.
@Suite struct PlainWordsTests {
  @Test func aStoppedRunSaysSoBesideTheVerdict() throws {
    let (html, markdown) = try texts(.monthly) { result in
      BacktestResult(
        foretellVersion: result.foretellVersion, setup: result.setup, data: result.data,
        folds: result.folds, models: result.models, points: result.points, scores: result.scores,
        comparison: result.comparison, audit: nil,
        stopped: "the time limit came after 8 of 20 folds",
        seconds: 1)
    }
    let head = try #require(html.range(of: "<nav"))
    let note = "Not the whole backtest: the time limit came after 8 of 20 folds."
    #expect(html[..<head.lowerBound].contains(note))
    #expect(markdown.split(separator: "\n")[2].contains(note))
  }

  @Test func theCommandIsShownAsItWasGiven() throws {
    let command = "foretell backtest 'my data.csv' -H 12 --model \"a|b\" `x`"
    let (html, markdown) = try texts(.monthly) { result in
      var result = result
      result.command = command
      return result
    }
    #expect(
      html.contains("foretell backtest &#39;my data.csv&#39; -H 12 --model &quot;a|b&quot; `x`"))
    #expect(markdown.contains("- Do it again: `` \(command) ``"))
    #expect(markdown.contains("### Recipe of GRU") && markdown.contains("\"model\" : \"GRU\""))
  }

  @Test func withoutACommandNoneIsInvented() throws {
    let (html, markdown) = try texts(.monthly)
    #expect(!html.contains("foretell backtest") && !markdown.contains("foretell backtest"))
    #expect(html.contains("Run again with the setup above and the recipes below."))
  }

  @Test func theModelsAreDescribed() throws {
    var sample = Sample.monthly
    sample.description = "8 × 1-layer gru of 32, window of 24 steps"
    let (html, markdown) = try texts(sample)
    #expect(html.contains("GRU: 8 × 1-layer gru of 32, window of 24 steps"))
    #expect(markdown.contains("- Models: GRU: 8 × 1-layer gru of 32"))
  }

  @Test func aSingleSeriesShowsFoldsWonInsteadOfAWinRate() throws {
    let one = try texts(.monthly).markdown
    #expect(!one.contains("Win rate") && one.contains("| Against | Skill | Folds won |"))
    let many = try texts(.panel(4)).markdown
    #expect(many.contains("| Against | Skill | Win rate |") && !many.contains("Folds won"))
  }

  @Test func aFewPointsDoNotJudgeAnInterval() throws {
    let html = try texts(.tiny).html
    #expect(html.contains("With 1 point that is too few to judge by."))
    #expect(html.contains("1 point: too few to judge"))
    #expect(!html.contains("as it should be"))
    #expect(html.contains("1 fold of 1 step<"))
  }

  @Test func biasHasOneSignAndOneSize() throws {
    let html = try texts(.monthly).html
    #expect(!html.contains("y − ŷ") || html.contains("mean |y − ŷ|"))
    #expect(html.contains("Distribution of the errors ŷ − y"))
    let sentence = "orecasts are on average 0.320 too low"
    #expect(html.ranges(of: sentence).count == 2)
    let panel = try texts(.panel(4)).html
    #expect(panel.contains("units of the data, mean over series"))
    #expect(panel.contains("seasonal naive errors too"))
  }

  @Test func theRankingMetricAndTheSkillComeFirst() throws {
    let markdown = try texts(.panel(4)).markdown
    #expect(markdown.contains("| Model | MASE | Skill | sMAPE |"))
    var sample = Sample.panel(4)
    sample.metric = .coverage(80)
    let ranked = try texts(sample).markdown
    #expect(ranked.contains("| Model | Coverage 80 | Skill | ") && !ranked.contains("| In 80 % |"))
  }

  @Test func whatIsLeftOutIsSaidOnce() throws {
    let html = try texts(.constant).html
    #expect(html.ranges(of: "points are not in MASE, because").count == 1)
    #expect(html.contains("Every model: 96 points are not in MASE"))
    var sample = Sample.panel(4)
    sample.leftOut = [.init(2, reason: "they are too short", example: "shop-3")]
    #expect(
      try texts(sample).html.contains(
        "Folds 1–3 leave out 2 series, first shop-3: they are too short."))
  }

  @Test func longNamesAreShortenedInTheMiddle() throws {
    var sample = Sample.panel(3)
    sample.ids = { "start-" + String(repeating: "x", count: 5000) + "-end\($0)" }
    let (html, markdown) = try texts(sample)
    #expect(html.contains("xx…xx") && html.contains("-end1</th>"))
    #expect(html.contains("title=\"start-xxx"))
    #expect(markdown.split(separator: "\n").allSatisfy { $0.count < 1000 })
  }

  @Test func aForecastOfOneStepIsADotWithinTheChart() throws {
    let html = try texts(.tiny).html
    #expect(html.contains("<circle class=\"dot c0 d0\" cx=\"95%\""))
  }

  @Test func yearsSurviveWhereLabelsAreThinned() throws {
    // Half years: the odd ones are Januaries, or the even ones are.
    for start in [-662_688_000, -647_049_600] {
      var sample = Sample.monthly
      sample.start = Timestamp(secondsSince1970: start)
      sample.length = 132
      let html = try texts(sample).html
      let pattern = /<g class="odd[^"]*"><line[^>]*\/><text[^>]*>([^<]*)</
      let hidden = html.matches(of: pattern).map { String($0.1) }
      #expect(hidden.contains("Jul") || hidden.isEmpty)
      let named = html.matches(of: /<g class="even[^"]*"><line[^>]*\/><text[^>]*>Jul</).count
      #expect(named == 0 || !hidden.contains { $0.hasPrefix("19") })
    }
  }

  @Test func everyOutcomeHasABadge() throws {
    let css = try texts(.monthly).html
    for outcome in ["better", "ahead", "mixed", "noDifference", "behind", "notBetter", "unknown"] {
      #expect(css.contains(".badge.\(outcome)"))
    }
  }

  private func texts(
    _ sample: Sample, change: (BacktestResult) -> BacktestResult = { $0 }
  ) throws -> (html: String, markdown: String) {
    let (result, panel) = try sample.make()
    let report = BacktestReport(change(result), panel: panel)
    return (report.html(), report.markdown())
  }
}
