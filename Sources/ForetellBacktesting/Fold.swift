/// One cut of a series: half-open ranges of positions, a part that is known and a part to forecast.
public struct Fold: Hashable, Sendable {
  /// Counted from 0, the oldest first.
  public let index: Int
  public let train: Range<Int>
  public let test: Range<Int>
}

/// The folds of a series, from the oldest to the newest, computed as they are asked for.
public struct Folds: RandomAccessCollection, Hashable, Sendable {
  let origins: Origins
  let length: Int
  /// The end of the first training part.
  let firstCutoff: Int

  public let startIndex = 0
  public let endIndex: Int

  public subscript(index: Int) -> Fold {
    let cutoff = firstCutoff + index * origins.step
    let start =
      switch origins.window {
      case .expanding: 0
      case .sliding(let train): cutoff - train
      }
    let test = cutoff + origins.gap
    return Fold(
      index: index, train: start..<cutoff, test: test..<Swift.min(test + origins.horizon, length))
  }
}

extension Origins {
  /// Training parts from the first value on.
  ///
  ///     // |* * * * x x - -|   |* * * * * * x x|
  ///     Origins.expanding(minimum: 3, test: 2).folds(in: 8)
  public static func expanding(
    minimum: Int, test: Int, step: Int? = nil, gap: Int = 0, count: Int? = nil,
    includesIncomplete: Bool = false
  ) -> Origins {
    Origins(
      .expanding(minimum: minimum), horizon: test, step: step, gap: gap, count: count,
      includesIncomplete: includesIncomplete)
  }

  /// Training parts of one length.
  ///
  ///     // |* * * * * x x - -|   |- - * * * * * x x|
  ///     Origins.sliding(train: 5, test: 2, step: 2).folds(in: 9)
  public static func sliding(
    train: Int, test: Int, step: Int? = nil, gap: Int = 0, count: Int? = nil,
    includesIncomplete: Bool = false
  ) -> Origins {
    Origins(
      .sliding(train: train), horizon: test, step: step, gap: gap, count: count,
      includesIncomplete: includesIncomplete)
  }

  /// Values that the shortest training part has.
  public var minimumTrain: Int {
    switch window {
    case .expanding(let minimum): minimum
    case .sliding(let train): train
    }
  }

  /// The folds of a series of `length` values.
  ///
  /// They are counted back from the end, so that the newest values are always tested: the last complete
  /// test part ends where the series ends. Incomplete folds, where wanted, follow after it; they are not
  /// counted by ``count``.
  public func folds(in length: Int) -> Folds {
    precondition(step > 0 && horizon > 0 && gap >= 0, "folds move forward and test something")
    let last = length - horizon - gap
    let room = last >= minimumTrain ? (last - minimumTrain) / step + 1 : 0
    let complete = Swift.min(room, count ?? room)
    // With no complete fold the first incomplete one is the first that has enough to learn from.
    let first =
      complete > 0
      ? last - (complete - 1) * step : last + Self.steps(over: minimumTrain - last, by: step)
    // The cutoff may move on while a value of the test part is left.
    let end =
      includesIncomplete ? Self.steps(over: length - gap - first, by: step) / step : complete
    return Folds(origins: self, length: length, firstCutoff: first, endIndex: Swift.max(0, end))
  }

  /// The smallest multiple of `step` that is at least `distance`.
  private static func steps(over distance: Int, by step: Int) -> Int {
    distance <= 0 ? 0 : (distance + step - 1) / step * step
  }
}
