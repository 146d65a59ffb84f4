/// A section of a report: a heading with the finding beside it, then charts, tables and facts.
struct Section {
  /// A name and what is known under it.
  struct Fact {
    var name: String
    var texts: [String] = []
    var codes: [String] = []

    init(_ name: String, _ texts: String...) {
      self.name = name
      self.texts = texts
    }

    init(_ name: String, texts: [String]) {
      self.name = name
      self.texts = texts
    }

    init(_ name: String, codes: [String]) {
      self.name = name
      self.codes = codes
    }
  }

  /// What opens at a click.
  struct Detail {
    var summary: String
    var tables: [Table] = []
    var codes: [String] = []
    var charts: [Chart] = []
  }

  /// Charts that share a line where the page is wide enough.
  struct ChartRow {
    /// How many stand beside each other.
    enum Layout: String { case single, pair, trio }

    var charts: [Chart]
    var layout = Layout.single
  }

  let id: String
  let title: String
  /// The name in the list of sections.
  let short: String
  /// What the section found, in a sentence.
  var finding: String?
  /// How it is to be read.
  var about: String?
  var badge: (kind: String, text: String)?
  var paragraphs: [String] = []
  var explorer: View?
  var rows: [ChartRow] = []
  var tables: [Table] = []
  var facts: [Fact] = []
  var bullets: [String] = []
  var details: [Detail] = []
  var footnotes: [String] = []

  init(_ id: String, _ title: String, short: String? = nil) {
    self.id = id
    self.title = title
    self.short = short ?? title
  }

  mutating func add(_ chart: Chart) { rows.append(ChartRow(charts: [chart])) }

  mutating func add(pair charts: [Chart]) {
    rows.append(ChartRow(charts: charts, layout: charts.count > 1 ? .pair : .single))
  }

  mutating func add(trio charts: [Chart]) { rows.append(ChartRow(charts: charts, layout: .trio)) }

  /// What the templates `section` and `page` are filled in with.
  var view: View {
    [
      "id": id, "title": title, "short": short, "finding": finding.map { [$0] } ?? [],
      "about": about.map { [$0] } ?? [],
      "badges": badge.map { [["kind": $0.kind, "text": $0.text] as View] } ?? [],
      "paragraphs": paragraphs, "explorers": explorer.map { [$0] } ?? [],
      "rows": rows.map { row -> View in
        ["layout": row.layout.rawValue, "charts": row.charts.map(\.view)]
      },
      "tables": tables.map(\.view),
      "factLists": facts.isEmpty
        ? []
        : [
          [
            "facts": facts.map {
              ["name": $0.name, "texts": $0.texts, "codes": $0.codes] as View
            }
          ] as View
        ],
      "bullets": bullets.isEmpty ? [] : [["items": bullets] as View],
      "details": details.map { detail -> View in
        [
          "summary": detail.summary, "tables": detail.tables.map(\.view), "codes": detail.codes,
          "charts": detail.charts.map(\.view),
        ]
      },
      "footnotes": footnotes,
    ]
  }
}
