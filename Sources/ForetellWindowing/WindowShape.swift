/// What a forecast looks at, and how far it looks ahead.
///
/// A window at origin `o` knows the values before `o`. It is a sequence of `steps` vectors of `width`
/// values each, `stride` apart, the last of which ends right before `o`; the targets of a step are the
/// `horizon` values right after its vector:
///
///     width 2, steps 3, stride 1, horizon 2, origin 4
///
///     values    0  1  2  3 │ 4  5
///     step 0   [0  1] 2  3          targets 2 3
///     step 1       [1  2] 3  4      targets 3 4
///     step 2          [2  3] 4  5   targets 4 5
///
/// Many-to-one reads the targets of the last step alone, many-to-many those of every step.
public struct WindowShape: Codable, Hashable, Sendable {
  /// w, the recent values that a step sees.
  public let width: Int
  /// S, the steps of the sequence.
  public let steps: Int
  /// Values from one step to the next.
  public let stride: Int
  /// Values to forecast after each step.
  public let horizon: Int

  /// A shape; all numbers are at least 1.
  public init(width: Int = 1, steps: Int, stride: Int = 1, horizon: Int) {
    precondition(width >= 1 && steps >= 1 && stride >= 1 && horizon >= 1, "sizes start at 1")
    self.width = width
    self.steps = steps
    self.stride = stride
    self.horizon = horizon
  }

  /// Values that a window looks back on: the least a series needs to be forecast.
  public var length: Int { width + (steps - 1) * stride }

  /// Values that a series needs to give one window with all its targets.
  public var lengthWithTargets: Int { length + horizon }

  /// Where the vector of a step lies, for a window at `origin`.
  public func inputs(ofStep step: Int, origin: Int) -> Range<Int> {
    let end = origin - (steps - 1 - step) * stride
    return end - width..<end
  }

  /// Where the targets of a step lie, for a window at `origin`.
  public func targets(ofStep step: Int, origin: Int) -> Range<Int> {
    let start = origin - (steps - 1 - step) * stride
    return start..<start + horizon
  }
}

/// A window: a series of a panel and an origin in it.
///
/// It holds no values.
public struct Window: Hashable, Sendable {
  /// The place of the series in the panel.
  public let series: Int
  /// How many values of the series the window knows.
  public let origin: Int

  public init(series: Int, origin: Int) {
    self.series = series
    self.origin = origin
  }
}
