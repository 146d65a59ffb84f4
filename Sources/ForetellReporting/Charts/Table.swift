/// A table, ready for the templates `table` of HTML and Markdown.
struct Table {
  struct Column {
    var title: String
    /// Numbers stand to the right.
    var isNumber = true
    /// What is behind a short title.
    var tip: String?
  }

  struct Cell {
    var text: String
    /// A second, smaller line.
    var note: String?
    /// How bad it is, 0 … 1, as a shade behind the text.
    var heat: Double?
    var tip: String?
    /// A bar from zero: shares of the cell's width.
    var bar: Bar?
    var classes = ""
    /// The dash and colour of a model before its name.
    var key: LineStyle?

    init(_ text: String) { self.text = text }

    /// A name, shortened where it is long; the whole of it shows at a pointer.
    init(named name: String) {
      text = name.shortened
      if text != name { tip = name }
    }
  }

  /// A bar behind the text of a cell, which leaves its zero to the right or to the left.
  ///
  /// Its value is -1 … 1 of half the width; what goes on beyond gets a point.
  struct Bar {
    var value: Double
  }

  struct Row {
    var cells: [Cell]
    var isMarked = false
  }

  var caption: String
  var columns: [Column]
  var rows: [Row]

  init(_ caption: String, columns: [Column], rows: [Row] = []) {
    self.caption = caption
    self.columns = columns
    self.rows = rows
  }

  /// What the templates are filled in with.
  var view: View {
    [
      "caption": caption, "long": rows.count > 24,
      "columns": columns.map { column -> View in
        [
          "title": column.title, "number": column.isNumber, "align": column.isNumber ? "num" : "",
          "rule": column.isNumber ? "---:" : ":---", "tip": column.tip.map { [$0] } ?? [],
        ]
      },
      "rows": rows.map { row -> View in
        [
          "classes": row.isMarked ? [" class=\"marked\""] : [],
          "head": row.cells.prefix(1).map { view(of: $0, in: columns.first) },
          "cells": zip(row.cells, columns).dropFirst().map { view(of: $0.0, in: $0.1) },
        ]
      },
    ]
  }

  private func view(of cell: Cell, in column: Column?) -> View {
    let heat = cell.heat.map { NumberText.trimmed(min(max($0, 0), 1), decimals: 2) }
    return [
      "text": cell.text, "note": cell.note.map { [$0] } ?? [], "heat": heat.map { [$0] } ?? [],
      "tip": cell.tip.map { [$0] } ?? [], "bar": cell.bar.map { [view(of: $0)] } ?? [],
      "classes": (column?.isNumber == true ? "num " : "") + cell.classes,
      "key": cell.key.map { [$0.classes] } ?? [],
    ]
  }

  private func view(of bar: Bar) -> View {
    let value = bar.value.isFinite ? min(max(bar.value, -1), 1) : 0
    let half = abs(value) * 50
    return [
      "left": NumberText.trimmed(value < 0 ? 50 - half : 50, decimals: 1),
      "width": NumberText.trimmed(half, decimals: 1),
      "classes": (value < 0 ? "worse" : "better") + (abs(bar.value) > 1 ? " beyond" : ""),
    ]
  }
}
