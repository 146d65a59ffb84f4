/// Which network forecasts a series, and what is done to the series first.
struct PretrainedRoute: Hashable, Sendable {
  let seasonClass: SeasonClass
  /// Series that the values are dealt out to in turn, each forecast by itself.
  var parts = 1
  /// The season that is taken out before, and put back; nil where the network sees it.
  var removedSeason: Int?

  /// The way of a series of `count` values with a season of m.
  ///
  /// - A class of its own: m = 1, 4, 7, 12, 52; and 24 from seven days on.
  /// - Multiples of 24 (half hours, quarter hours, minutes): k = m/24 hourly series, one of the values at each k-th
  ///   place. 168k is the week of the same.
  /// - 2 as 4, 3 and 6 as 12, 13 and 26 as 52: a season that comes back twice also comes back once in two.
  /// - Any other: the mean season is taken out where two of it are known, and the rest forecast by the class of
  ///   the nearest m.
  init(seasonLength: Int, count: Int) {
    let m = max(1, seasonLength)
    let day = m % 168 == 0 ? m / 7 : m
    if day % 24 == 0, count >= 7 * day {
      self.init(seasonClass: .hourly, parts: day / 24)
    } else if let own = SeasonClass(seasonLength: m), own != .hourly {
      self.init(seasonClass: own)
    } else if let multiple = [SeasonClass.quarterly, .monthly, .weekly].first(where: {
      $0.seasonLength % m == 0
    }) {
      self.init(seasonClass: multiple)
    } else {
      self.init(
        seasonClass: Self.nearest(to: day), removedSeason: count >= 2 * day ? day : nil)
    }
  }

  private init(seasonClass: SeasonClass, parts: Int = 1, removedSeason: Int? = nil) {
    self.seasonClass = seasonClass
    self.parts = parts
    self.removedSeason = removedSeason
  }

  /// Every class that a series of this season may need, whatever its length.
  static func classes(seasonLength: Int) -> Set<SeasonClass> {
    Set([0, Int.max].map { PretrainedRoute(seasonLength: seasonLength, count: $0).seasonClass })
  }

  private static func nearest(to m: Int) -> SeasonClass {
    func distance(_ other: SeasonClass) -> Double {
      abs(Elementary.ln(Double(m) / Double(other.seasonLength)))
    }
    return [.quarterly, .daily, .monthly, .weekly].min { distance($0) < distance($1) } ?? .weekly
  }
}
