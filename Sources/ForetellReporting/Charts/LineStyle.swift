/// How a model is drawn wherever it is drawn: a colour and a dash, so that neither has to be told apart alone.
struct LineStyle: Hashable, Sendable {
  /// 0 … 6, a colour of the style sheet that colour-blind readers tell apart.
  let color: Int
  /// 0 … 3: solid, dashed, dotted, dash and dot.
  let dash: Int

  /// The style of the n-th model; 28 of them differ.
  init(_ index: Int) {
    color = index % 7
    dash = index % 4
  }

  /// The classes of the style sheet.
  var classes: String { "c\(color) d\(dash)" }
}
