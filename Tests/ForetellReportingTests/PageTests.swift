import ForetellBacktesting
import ForetellForecasting
import ForetellReporting
import ForetellSeries
import Foundation
import Testing

/// Pages hold together whatever the result is, and need nothing but themselves.
@Suite struct PageTests {
  static let samples: [(String, Sample)] = [
    ("monthly", .monthly), ("panel", .panel(30)), ("hostile", .hostile),
    ("integers", .integers), ("gap", .withGap), ("one model", .single),
    ("one fold of one step", .tiny), ("constant", .constant), ("zero", .zero),
    ("missing", .missing), ("huge", .huge), ("many models", .crowded),
  ]

  @Test(arguments: samples.map(\.0))
  func aPageHoldsTogether(_ name: String) throws {
    let html = try report(name).html()
    let markup = Markup(html)
    #expect(markup.faults == [])
    #expect(!html.contains("{{"))
    for attribute in ["x", "y", "x1", "y1", "x2", "y2", "width", "height", "cx", "cy", "d"] {
      let bad = markup.values(of: attribute).filter { $0.lowercased().contains("n") }
      #expect(bad == [])
    }
    #expect(markup.elements.contains { $0.name == "main" })
  }

  @Test(arguments: samples.map(\.0))
  func aPageNeedsNothingElse(_ name: String) throws {
    let html = try report(name).html()
    #expect(!html.contains("http://") && !html.contains("https://") && !html.contains("@import"))
    let markup = Markup(html)
    for attribute in ["src", "srcset", "data", "action", "poster"] {
      #expect(markup.values(of: attribute) == [])
    }
    #expect(!markup.elements.contains { ["link", "iframe", "object", "img"].contains($0.name) })
  }

  @Test(arguments: samples.map(\.0))
  func aPageHasTwoScriptsAndNoHandlers(_ name: String) throws {
    let markup = Markup(try report(name).html())
    #expect(markup.elements.count { $0.name == "script" } == (name == "missing" ? 1 : 2))
    let names = Set(markup.elements.flatMap { $0.attributes.map(\.name) })
    #expect(names.filter { $0.hasPrefix("on") } == [])
  }

  @Test(arguments: samples.map(\.0).filter { $0 != "missing" })
  func theScriptCanReadItsData(_ name: String) throws {
    let scripts = Markup(try report(name).html()).raw.filter { $0.element == "script" }
    let data = try JSONSerialization.jsonObject(with: Data(scripts[0].text.utf8))
    let object = try #require(data as? [String: Any])
    #expect((object["series"] as? [Any])?.isEmpty == false)
    for text in ["<", ">", "&", "\u{2028}", "\u{2029}"] { #expect(!scripts[0].text.contains(text)) }
  }

  @Test func namesOfModelsAndSeriesAreShownAsTheyAre() throws {
    let html = try report("hostile").html()
    #expect(html.contains("&lt;b&gt;&amp;&quot;"))
    // A quotation mark with an accent is one character, and still ends an attribute.
    let accented = Array("\"\u{301} onclick".utf8)
    let page = Array(html.utf8.prefix(html.utf8.count / 2))
    #expect(page.firstRange(of: accented) == nil)
    #expect(page.firstRange(of: Array("&quot;\u{301} onclick".utf8)) != nil)
    let markdown = try report("hostile").markdown()
    #expect(markdown.contains("&lt;b>&amp;") && markdown.contains("a\\|b"))
  }

  @Test func nothingScoredIsSaid() throws {
    let sample = try Sample.missing.make()
    #expect(sample.result.comparison.verdict.outcome == .unknown)
    #expect(BacktestReport(sample.result, panel: sample.panel).html().contains("Unknown"))
  }

  @Test func noModelAndNoFoldStillMakeAPage() throws {
    let sample = try Sample.monthly.make()
    let points = PointTable(
      frequency: .monthly, timestampFormat: .date, ids: [], segments: [], actual: [], columns: [])
    let scores = Scoreboard(points: points, metrics: [.mase], horizon: 0)
    let result = BacktestResult(
      foretellVersion: "0", setup: sample.result.setup, data: sample.result.data, folds: [],
      models: [], points: points, scores: scores,
      comparison: Comparison(
        scores: scores, points: points, roles: [], setup: sample.result.setup), audit: nil,
      stopped: "stopped after 0 of 8 folds", seconds: 0)
    let html = BacktestReport(result, panel: sample.panel).html()
    #expect(Markup(html).faults == [])
    #expect(html.contains("stopped after 0 of 8 folds"))
  }

  @Test func anotherPanelThanTheBacktestsDoesNoHarm() throws {
    let sample = try Sample.panel(3).make()
    let other = try Sample.monthly.make().panel
    #expect(Markup(BacktestReport(sample.result, panel: other).html()).faults == [])
  }

  @Test func aLargePanelStaysSmallAndSaysWhatIsLeftOut() throws {
    let sample = try Sample.panel(10_000).make()
    let html = BacktestReport(sample.result, panel: sample.panel).html()
    #expect(html.utf8.count < 3_000_000)
    #expect(html.contains("series can be chosen") && html.contains("worst of 10\u{202F}000 series"))
    #expect(Markup(html).faults == [])
  }

  @Test func anOffenceOfTheAuditIsNamed() throws {
    var sample = Sample.monthly
    let cutoff = try #require(Timestamp(secondsSince1970: -315_619_200))
    sample.audit = AuditReport(
      of: ["GRU"], folds: [0],
      offences: [
        .init(by: "GRU", series: "series-1", cutoff: cutoff, step: 3, before: 1, after: 2)
      ])
    let made = try sample.make()
    let html = BacktestReport(made.result, panel: made.panel).html()
    #expect(html.contains("GRU saw the future") && html.contains("Leakage audit: 1 offence"))
  }

  /// To record it anew: `FORETELL_RECORD=1 swift test -c release --filter PageTests`, then read the diff.
  @Test func markdownTellsWhatItTold() throws {
    let text = try report("monthly").markdown()
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Goldens/monthly.md")
    if ProcessInfo.processInfo.environment["FORETELL_RECORD"] == "1" {
      try text.write(to: url, atomically: true, encoding: .utf8)
    }
    #expect(text == (try String(contentsOf: url, encoding: .utf8)))
  }

  /// Pages for scripts/check-report, where FORETELL_REPORTS names a folder for them.
  @Test func pagesForTheBrowser() throws {
    guard let folder = ProcessInfo.processInfo.environment["FORETELL_REPORTS"] else { return }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, _) in Self.samples {
      let file = name.split(separator: " ").joined(separator: "-") + ".html"
      try report(name).html().write(
        toFile: folder + "/" + file, atomically: true, encoding: .utf8)
    }
    try ForecastPageTests.report().html().write(
      toFile: folder + "/forecast.html", atomically: true, encoding: .utf8)
  }

  private func report(_ name: String) throws -> BacktestReport {
    let sample = try #require(Self.samples.first { $0.0 == name }).1
    let (result, panel) = try sample.make()
    return BacktestReport(result, panel: panel)
  }

  private static func flow(
    step: Int, _ parts: [(String?, Int)], member: (Int, String)? = nil
  ) throws -> FittingProgress.Flow {
    let layers = parts.map { part, steps in
      let states = (1...steps).map { "\(1e-3 * Double($0))" }.joined(separator: ",")
      let place = part.map { #","part":"\#($0)""# } ?? ""
      return
        #"{"layer":0,"isReversed":false,"states":[\#(states)],"retained":0.1,"reach":\#(steps),"#
        + #""parameters":2\#(place)}"#
    }
    let name = member.map { #","member":{"number":\#($0.0),"name":"\#($0.1)"}"# } ?? ""
    let text = #"{"step":\#(step),"head":1,"layers":[\#(layers.joined(separator: ","))]\#(name)}"#
    return try JSONDecoder().decode(FittingProgress.Flow.self, from: Data(text.utf8))
  }

  @Test func theGradientsOfEachNetworkAreDrawn() throws {
    func page(_ flows: [FittingProgress.Flow]) throws -> String {
      var sample = Sample.single
      sample.flows = flows
      let (result, panel) = try sample.make()
      return BacktestReport(result, panel: panel).html()
    }
    let halves = try page(
      [0, 50].map { try Self.flow(step: $0, [("encoder", 9), ("decoder", 4)]) })
    #expect(Markup(halves).faults == [])
    #expect(halves.contains("encoder layer 1, after 50 steps"))
    #expect(halves.contains("decoder layer 1, after 0 steps"))
    #expect(halves.contains("step of the window, then of the horizon"))
    #expect(halves.contains("over 9 of 9 steps"))
    let members = try page([
      Self.flow(step: 0, [(nil, 9)], member: (1, "lstm of 8")),
      Self.flow(step: 50, [(nil, 9)], member: (1, "lstm of 8")),
      Self.flow(step: 59, [(nil, 12)], member: (2, "gru of 8")),
    ])
    #expect(Markup(members).faults == [])
    #expect(members.contains("network 1, layer 1, after 50 steps"))
    #expect(members.contains("network 2, layer 1, after 59 steps"))
    #expect(!members.contains("network 1, layer 1, after 0 steps"))
  }
}
