/// The values of a series, some of them hidden: what fills a gap may not see them.
struct HiddenValues {
  /// NaN where nothing was observed.
  let values: ArraySlice<Double>
  /// Where `hidden` lies in the series.
  let window: Range<Int>
  /// `[window]`: what is to be treated as missing; empty where nothing is.
  let hidden: [Bool]

  init(_ values: ArraySlice<Double>, window: Range<Int>, hidden: [Bool] = []) {
    self.values = values
    self.window = window
    self.hidden = hidden
  }

  var count: Int { values.count }

  /// The value at a place of the series; NaN where it is missing, hidden, or not in the series.
  subscript(place: Int) -> Double {
    guard place >= 0, place < values.count else { return .nan }
    if !hidden.isEmpty, window.contains(place), hidden[place - window.lowerBound] { return .nan }
    return values[values.startIndex + place]
  }

  /// The mean of the nearest values that lie whole `lag`s before and after a place; of one where the other is
  /// missing, NaN where both are.
  func seasonalMean(at place: Int, lag: Int) -> Double {
    func nearest(_ direction: Int) -> Double? {
      for distance in 1...Self.mostSeasons {
        let value = self[place + direction * distance * lag]
        if !value.isNaN { return value }
      }
      return nil
    }
    switch (nearest(-1), nearest(1)) {
    case (let before?, let after?): return before / 2 + after / 2
    case (let value?, nil), (nil, let value?): return value
    case (nil, nil): return .nan
    }
  }

  private static let mostSeasons = 4
}
