internal import Dispatch
public import ForetellRandom
internal import Synchronization

/// Draws series of one length: series `i` is a function of the simulator, the stream and `i` alone.
public protocol Simulator: Sendable {
  /// Values of each series.
  var length: Int { get }

  /// The standardised values of series `number`: mean 0 and deviation 1 (over the count), in the
  /// logarithmic or linear space of a model.
  ///
  /// All zero where every value came out the same, as in a series of one value.
  func values(number: Int, from random: RandomStream) -> [Float]
}

extension Simulator {
  /// Fills `values` with series `numbers`, one after the other, on `threads` threads; the bits do not depend
  /// on how many.
  /// - Parameter values: `[numbers.count, length]`, whatever it held before.
  public func fill(
    _ values: inout [Float], numbers: Range<Int>, from random: RandomStream, threads: Int = 1
  ) {
    let count = numbers.count * length
    if values.count != count { values = Array(repeating: 0, count: count) }
    values.withUnsafeMutableBufferPointer { buffer in
      // Each series is written by one thread alone.
      nonisolated(unsafe) let buffer = buffer
      let next = Atomic(0)
      // A few series at a time: their costs differ.
      let block = 8
      DispatchQueue.concurrentPerform(iterations: max(1, min(threads, numbers.count))) { _ in
        while true {
          let begin = next.add(block, ordering: .relaxed).oldValue
          guard begin < numbers.count else { return }
          for index in begin..<Swift.min(begin + block, numbers.count) {
            let series = self.values(number: numbers.lowerBound + index, from: random)
            for step in 0..<length { buffer[index * length + step] = series[step] }
          }
        }
      }
    }
  }
}
