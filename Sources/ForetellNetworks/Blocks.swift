/// Blocks of parameters that are summed and updated in parallel; their cut depends on nothing but the
/// number of parameters.
enum Blocks {
  static let size = 16_384
  static func count(of total: Int) -> Int { (total + size - 1) / size }
  static func range(_ block: Int, of total: Int) -> Range<Int> {
    block * size..<min(total, (block + 1) * size)
  }
}
