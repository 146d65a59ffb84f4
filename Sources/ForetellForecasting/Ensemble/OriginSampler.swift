internal import ForetellRandom

/// Draws the windows that a member learns from.
struct OriginSampler: Sendable {
  /// A series and the number of values that the last step of a window knows.
  struct Draw {
    let series: Int
    let origin: Int
  }

  /// Fewest values a step must know to be learned from.
  let firstOrigin: Int
  private let series: [Int]
  private let lasts: [Int]
  /// Windows up to and with each series; of one each where series are drawn alike.
  private let cumulative: [Int]

  /// nil where no series is long enough to learn anything from.
  ///
  /// Where none reaches the member's first origin, it is lowered to what the longest one has.
  init?(_ member: EnsembleMember, horizon: Int, panel: ViewedPanel) {
    let needed = member.needsWholeTargets ? horizon : 1
    let lasts = panel.scales.indices.map { panel.count(of: $0) - needed }
    guard let longest = lasts.max(), longest >= 1 else { return nil }
    let first = max(1, min(member.firstOrigin, longest))
    firstOrigin = first
    series = lasts.indices.filter { lasts[$0] >= first }
    self.lasts = series.map { lasts[$0] }
    var total = 0
    cumulative = self.lasts.map { last in
      total += member.sampling == .series ? 1 : last - first + 1
      return total
    }
  }

  /// The window at a place of a stream; the same for the same place.
  func draw(_ place: Int, from random: RandomStream) -> Draw {
    let total = cumulative[cumulative.count - 1]
    let aim = min(total - 1, Int(random[uniformAt: 2 * place] * Double(total)))
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > aim { high = middle } else { low = middle + 1 }
    }
    let room = lasts[low] - firstOrigin + 1
    let origin = min(room - 1, Int(random[uniformAt: 2 * place + 1] * Double(room)))
    return Draw(series: series[low], origin: firstOrigin + origin)
  }
}
