/// A whole document, ready for the templates `page` of HTML and Markdown.
struct Page {
  struct Figure {
    var label: String
    var value: String
    var note: String
  }

  var title: String
  /// What kind of document it is and what it is about.
  var eyebrow: String
  var badge: (kind: String, text: String)?
  /// The answer in a sentence.
  var verdict: String
  /// What a reader has to know before the evidence.
  var alert: String?
  var evidence: [String] = []
  var figures: [Figure] = []
  /// The picture beside the answer.
  var chart: Chart?
  var sections: [Section] = []
  /// What the script draws from.
  var data: ScriptData?
  var version: String
  var footer: String

  var html: String {
    var view = common
    view["css"] = Templates.css
    view["script"] = Templates.script
    view["data"] = data.map { [$0.json] } ?? []
    return Templates.html("page", with: view)
  }

  var markdown: String { Templates.markdown("page", with: common) }

  private var common: View {
    [
      "title": title, "eyebrow": eyebrow, "version": version, "verdict": verdict,
      "badges": badge.map { [["kind": $0.kind, "text": $0.text] as View] } ?? [],
      "alerts": alert.map { [$0] } ?? [],
      "evidence": evidence.isEmpty ? [] : [["items": evidence] as View],
      "figures": figures.map { figure -> View in
        ["label": figure.label, "value": figure.value, "note": figure.note]
      },
      "charts": chart.map { [$0.view] } ?? [], "sections": sections.map(\.view), "footer": footer,
    ]
  }
}
