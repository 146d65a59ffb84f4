/// Numbers laid out evenly between two round ends.
package struct LinearScale: Hashable, Sendable {
  /// The ends, the lower first.
  package let lower: Double
  package let upper: Double
  /// Round numbers within the ends.
  package let ticks: [Double]

  /// A scale that covers all finite numbers given.
  ///
  /// It has about `count` steps of 1, 2 or 5 times a power of ten. Equal numbers get room around them;
  /// none at all give 0 … 1.
  package init(covering numbers: some Sequence<Double>, count: Int = 5) {
    var (least, most) = (Double.infinity, -Double.infinity)
    for number in numbers where number.isFinite {
      (least, most) = (min(least, number), max(most, number))
    }
    if least > most { (least, most) = (0, 1) }
    // A few units in the last place would give ticks that all print alike.
    if most - least <= 1e-9 * max(abs(least), abs(most)) {
      let room = least == 0 ? 1 : abs(least) * 0.1
      (least, most) = (least - room, most + room)
    }
    let step = Self.step(of: most / Double(count) - least / Double(count))
    let (first, last) = ((least / step).rounded(.down), (most / step).rounded(.up))
    lower = first * step
    upper = last * step
    ticks = Self.ticks(from: first, through: last, step: step)
  }

  /// A scale with exactly these ends, and round ticks between them.
  package init(from lower: Double, to upper: Double, count: Int = 5) {
    self.lower = lower
    self.upper = upper > lower ? upper : lower + 1
    let step = Self.step(of: (self.upper - lower) / Double(count))
    ticks = Self.ticks(
      from: (lower / step - 1e-9).rounded(.up), through: (self.upper / step + 1e-9).rounded(.down),
      step: step)
  }

  private static func ticks(from first: Double, through last: Double, step: Double) -> [Double] {
    guard last >= first, last - first < 1000 else { return [] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  /// The least of 1, 2 and 5 times a power of ten that is not below `size`.
  static func step(of size: Double) -> Double {
    guard size.isFinite, size > 0 else { return 1 }
    var power = 1.0
    while power * 10 <= size { power *= 10 }
    while power > size { power /= 10 }
    // 1e-9: a size of 2.0000000001 is a 2.
    return ([1, 2, 5].first { $0 * power >= size * (1 - 1e-9) } ?? 10) * power
  }

  /// Where a number lies: 0 at the lower end, 1 at the upper.
  package func position(_ number: Double) -> Double {
    // Halves first: the difference of ends near the largest numbers would overflow.
    (number / 2 - lower / 2) / (upper / 2 - lower / 2)
  }

  /// The ticks with labels of as many decimals as tell them apart.
  package var labels: [(value: Double, text: String)] {
    let size = max(abs(lower), abs(upper))
    let units: [(Double, String)] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")]
    let (divisor, unit) = units.first { size >= $0.0 } ?? (1, "")
    let scale = unit == "k" ? 1e3 : divisor
    let step = ticks.count > 1 ? (ticks[1] - ticks[0]) / scale : 1
    var decimals = 0
    var reach = step
    while reach < 0.999, decimals < 9 { (reach, decimals) = (reach * 10, decimals + 1) }
    return ticks.map { tick in
      let isExtreme = size >= 1e15 || size < 1e-6
      let text =
        isExtreme
        ? NumberText.plain(tick, digits: 2)
        : NumberText.fixed(tick / scale, decimals: decimals) + (tick == 0 ? "" : unit)
      return (tick, text)
    }
  }
}
