extension Parameters where Scalar == Float {
  /// Brings every number into ±`limit`; one that is not a number stays what it is.
  mutating func clamp(to limit: Double, engine: Engine) {
    let count = values.count
    values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      nonisolated(unsafe) let start = base
      engine.parallel(Blocks.count(of: count)) { block in
        let range = Blocks.range(block, of: count)
        engine.float.clip(range.count, start + range.lowerBound, limit)
      }
    }
  }
}
