/// Columns of text.
enum TextTable {
  /// Rows whose columns are as wide as their widest text; all but the first few stand to the right.
  static func aligned(_ rows: [[String]], textColumns: Int) -> [String] {
    guard let first = rows.first else { return [] }
    let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, text in
        let padding = String(repeating: " ", count: widths[column] - text.count)
        return column < textColumns ? text + padding : padding + text
      }.joined(separator: "  ")
    }
  }
}
