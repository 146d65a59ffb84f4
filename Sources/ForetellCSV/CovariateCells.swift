/// The cells of one column beside the target, in the order of the file.
struct CovariateCells {
  let column: CovariateColumn
  /// A number a row, where the column holds them; NaN where one is missing.
  private(set) var numbers: [Double] = []
  /// Else the place of each row's label in ``labels``; −1 where one is missing.
  private(set) var codes: [Int32] = []
  private(set) var labels = SeriesNames()
  /// What the labels are called by the reader that takes these cells.
  private var translation: [Int32] = []
  var missingCount = 0

  init(_ column: CovariateColumn) { self.column = column }

  mutating func append(_ number: Double) { numbers.append(number) }

  mutating func appendMissing() {
    missingCount += 1
    if column.kind == .numbers { numbers.append(.nan) } else { codes.append(-1) }
  }

  /// Takes in a label; false where it is not UTF-8.
  mutating func append(_ label: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let code = labels.number(of: label) ?? labels.add(label) else { return false }
    codes.append(Int32(truncatingIfNeeded: code))
    return true
  }

  /// Takes in cells of the same column that were read apart.
  mutating func take(_ next: inout CovariateCells) {
    missingCount += next.missingCount
    if column.kind == .numbers { return numbers.append(contentsOf: next.numbers) }
    for label in next.translation.count..<next.labels.ids.count {
      let code = next.labels.withBytes(of: label) { labels.number(of: $0) ?? labels.add($0) }
      // Every label has been found to be UTF-8 before.
      next.translation.append(Int32(truncatingIfNeeded: code ?? 0))
    }
    codes.append(contentsOf: next.codes.map { $0 < 0 ? -1 : next.translation[Int($0)] })
  }

  /// Forgets the cells and keeps the labels.
  mutating func forgetRows() {
    numbers.removeAll(keepingCapacity: true)
    codes.removeAll(keepingCapacity: true)
    missingCount = 0
  }
}
