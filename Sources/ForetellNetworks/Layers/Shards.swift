/// How the rows of a batch are dealt out to passes that can run at the same time.
///
/// The cut depends on the number of rows alone, and sums over shards are formed in their order, so the
/// number of threads changes no bit of a result. Sixteen rows are two tiles of the product kernel, which keep its registers busy;
/// more than eight shards would cost more memory for gradients than they bring.
struct Shards: Hashable {
  /// Rows of every shard but the last.
  let size: Int
  let rows: Int

  init(rows: Int) {
    self.rows = rows
    let count = min(8, max(1, (rows + 15) / 16))
    size = max(1, (rows + count - 1) / count)
  }

  var count: Int { (rows + size - 1) / size }

  subscript(shard: Int) -> Range<Int> { shard * size..<min(rows, (shard + 1) * size) }
}
