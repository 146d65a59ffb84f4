/// A line plot in braille characters: each is two dots wide and four high.
struct BraillePlot {
  private let columns: Int
  private let rows: Int
  private var cells: [[UInt8]]

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: Array(repeating: 0, count: columns), count: rows)
  }

  private static let dots: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

  /// Draws a line between points; x and y run from 0 to 1, y upwards.
  mutating func line(from start: (x: Double, y: Double), to end: (x: Double, y: Double)) {
    let (from, to) = (place(start), place(end))
    let count = max(abs(to.x - from.x), abs(to.y - from.y), 1)
    for step in 0...count {
      let share = Double(step) / Double(count)
      dot(
        from.x + Int((Double(to.x - from.x) * share).rounded()),
        from.y + Int((Double(to.y - from.y) * share).rounded()))
    }
  }

  private func place(_ point: (x: Double, y: Double)) -> (x: Int, y: Int) {
    let (width, height) = (2 * columns - 1, 4 * rows - 1)
    return (
      Int((point.x * Double(width)).rounded()), height - Int((point.y * Double(height)).rounded())
    )
  }

  private mutating func dot(_ x: Int, _ y: Int) {
    guard (0..<2 * columns).contains(x), (0..<4 * rows).contains(y) else { return }
    cells[y / 4][x / 2] |= Self.dots[x % 2][y % 4]
  }

  /// The characters of a row, from the top.
  func text(ofRow row: Int) -> [Character] {
    cells[row].map { bits in
      bits == 0 ? " " : Character(Unicode.Scalar(0x2800 + UInt32(bits)) ?? " ")
    }
  }
}
