#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How many numbers lie in each of some equal intervals.
struct Histogram {
  let lower: Double
  let width: Double
  let counts: [Int]

  /// Bins by the rule of Freedman and Diaconis, 6 … 40 of them; the far 0.5 % on each side are
  /// counted in the outermost ones.
  init(_ numbers: [Double]) {
    let sorted = numbers.filter(\.isFinite).sorted()
    let quantile = { (share: Double) -> Double in
      sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
    let (least, most) = (quantile(0.005), quantile(0.995))
    let spread = quantile(0.75) - quantile(0.25)
    let rule = 2 * spread / pow(Double(max(1, sorted.count)), 1.0 / 3)
    let range = most / 2 - least / 2
    guard range > 0, range.isFinite else {
      let size = max(1e-6, abs(least)) / 10
      lower = least - 3.5 * size
      width = size
      counts = [0, 0, 0, sorted.count, 0, 0, 0]
      return
    }
    let wanted = rule > 0 ? 2 * range / rule : 10
    let step = LinearScale.step(of: 2 * range / min(max(wanted, 6), 40))
    lower = (least / step).rounded(.down) * step
    width = step
    var counts = Array(repeating: 0, count: max(1, Int(((most - lower) / step).rounded(.down)) + 1))
    for number in sorted {
      let bin = ((number - lower) / step).rounded(.down)
      counts[Int(min(max(bin, 0), Double(counts.count - 1)))] += 1
    }
    self.counts = counts
  }

  /// Where the n-th bin begins and the one before it ends.
  func edge(_ index: Int) -> Double { lower + width * Double(index) }

  /// A bin and its count in words.
  func text(_ index: Int) -> String {
    let from = edge(index)
    return
      "\(NumberText.short(from)) … \(NumberText.short(from + width))\n\(NumberText.count(counts[index])) errors"
  }
}
