public import ForetellSeries

/// How often series of unequal length are drawn.
public enum SamplingWeights: String, Codable, Sendable, CaseIterable {
  /// Every window alike: a long series counts by its length.
  case windows
  /// Every series alike, whatever its length.
  case series
  /// Every series by the square root of its number of windows.
  case squareRoot = "square-root"
}

/// All windows of a shape in a panel, as numbers: nothing is copied.
///
/// Windows whose inputs have a missing value are left out. Memory is a few words a stretch of observed
/// values.
public struct WindowIndex: Sendable {
  public let shape: WindowShape
  /// Where each series ends for these windows: later values are neither inputs nor targets.
  public let ends: [Int]
  /// Consecutive origins of one series.
  private struct Stretch: Sendable {
    let series: Int
    let firstOrigin: Int
    let count: Int
  }
  private let stretches: [Stretch]
  /// Windows before each stretch, and the sum of all weights before it.
  private let windowsBefore: [Int]
  private let weightBefore: [Double]

  /// The windows to train on.
  ///
  /// - Parameters:
  ///   - held: values at the end of every series that are held back: the validation tail.
  ///   - minimumTargets: how many targets of the last step must lie before the end. Targets beyond it
  ///     count as not observed.
  public init(
    trainingOn panel: Panel, shape: WindowShape, holdingBack held: Int = 0,
    minimumTargets: Int = 1, weights: SamplingWeights = .windows
  ) {
    let ends = (0..<panel.count).map { max(0, panel.range(of: $0).count - held) }
    let stretches = ends.enumerated().flatMap { series, end in
      Self.observedStretches(of: panel.values(of: series).prefix(end), shape).compactMap {
        start, stop -> Stretch? in
        let last = min(stop, end - minimumTargets)
        let first = start + shape.length
        return first > last
          ? nil : Stretch(series: series, firstOrigin: first, count: last - first + 1)
      }
    }
    self.init(shape, ends: ends, stretches: stretches, weights: weights)
  }

  /// The windows to validate on: their last step's targets lie within the last `held` values.
  ///
  /// A tail of one horizon has one window a series; a longer one has one every horizon, counted from
  /// the end.
  public init(validatingOn panel: Panel, shape: WindowShape, tail held: Int) {
    precondition(held >= 1, "a tail has a value")
    let ends = (0..<panel.count).map { panel.range(of: $0).count }
    var stretches: [Stretch] = []
    for (series, end) in ends.enumerated() {
      let observed = Self.observedStretches(of: panel.values(of: series), shape)
      for origin in stride(from: end - held, through: end - min(held, shape.horizon), by: 1)
      where (end - origin) % min(held, shape.horizon) == 0
        && observed.contains(where: { origin - shape.length >= $0.start && origin <= $0.stop })
      {
        stretches.append(Stretch(series: series, firstOrigin: origin, count: 1))
      }
    }
    self.init(shape, ends: ends, stretches: stretches, weights: .windows)
  }

  private init(
    _ shape: WindowShape, ends: [Int], stretches: [Stretch], weights: SamplingWeights
  ) {
    self.shape = shape
    self.ends = ends
    self.stretches = stretches
    var windowsOfSeries: [Int: Int] = [:]
    for stretch in stretches { windowsOfSeries[stretch.series, default: 0] += stretch.count }
    var (windows, weight) = ([0], [0.0])
    for stretch in stretches {
      let total = Double(windowsOfSeries[stretch.series] ?? 1)
      let perWindow =
        switch weights {
        case .windows: 1.0
        case .series: 1 / total
        case .squareRoot: 1 / total.squareRoot()
        }
      windows.append(windows[windows.count - 1] + stretch.count)
      weight.append(weight[weight.count - 1] + Double(stretch.count) * perWindow)
    }
    windowsBefore = windows
    weightBefore = weight
  }

  /// The stretches without a missing value that are long enough to look back on, as half-open ranges.
  private static func observedStretches(
    of values: ArraySlice<Double>, _ shape: WindowShape
  ) -> [(start: Int, stop: Int)] {
    var stretches: [(start: Int, stop: Int)] = []
    var start = 0
    for (position, value) in values.enumerated() where value.isNaN {
      if position - start >= shape.length { stretches.append((start, position)) }
      start = position + 1
    }
    if values.count - start >= shape.length { stretches.append((start, values.count)) }
    return stretches
  }

  /// How many windows there are.
  public var count: Int { windowsBefore[windowsBefore.count - 1] }

  /// The window with a number, 0 ..< ``count``; by series, and by origin within a series.
  public subscript(number: Int) -> Window {
    let stretch = Self.lastIndex(notAbove: number, in: windowsBefore)
    let offset = number - windowsBefore[stretch]
    return Window(
      series: stretches[stretch].series, origin: stretches[stretch].firstOrigin + offset)
  }

  /// The window that a uniform number of [0, 1) draws by the weights.
  public func window(drawnBy uniform: Double) -> Window {
    precondition(count > 0, "there is no window to draw")
    let weight = uniform * weightBefore[weightBefore.count - 1]
    let index = min(Self.lastIndex(notAbove: weight, in: weightBefore), stretches.count - 1)
    let stretch = stretches[index]
    let share = (weight - weightBefore[index]) / (weightBefore[index + 1] - weightBefore[index])
    let offset = min(stretch.count - 1, max(0, Int(share * Double(stretch.count))))
    return Window(series: stretch.series, origin: stretch.firstOrigin + offset)
  }

  /// The last place whose value is not above `value`, in an ascending array that starts at 0.
  private static func lastIndex<T: Comparable>(notAbove value: T, in array: [T]) -> Int {
    var (low, high) = (0, array.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if array[middle] <= value { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
