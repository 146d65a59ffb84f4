/// Naive2: the last value of the seasonally adjusted series, with the season put back.
///
/// Its spread is that of a random walk, `σ²·h`, σ² the mean square of a change.
struct SeasonalWalk {
  let pattern: SeasonalPattern

  func outlook(_ horizon: Int, after history: ClassicalHistory) -> Outlook {
    let values = history.values
    let observed = values.indices.filter { !values[$0].isNaN }
    let adjusted = observed.map { pattern.removed(from: values[$0], at: $0) }
    var squares = 0.0
    for (place, next) in zip(observed.indices, observed.indices.dropFirst()) {
      let change = adjusted[next] - adjusted[place]
      squares += change * change / Double(observed[next] - observed[place])
    }
    let deviation = (squares / Double(max(1, observed.count - 1))).squareRoot()
    let last = adjusted.last ?? 0
    return Outlook(
      points: (0..<horizon).map { pattern.restored(to: last, at: values.count + $0) },
      spread: .normal(
        (0..<horizon).map { step in
          pattern.restored(
            deviation: deviation * Double(step + 1).squareRoot(), at: values.count + step)
        }))
  }
}
