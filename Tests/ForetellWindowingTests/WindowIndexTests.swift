import ForetellRandom
import ForetellSeries
import ForetellWindowing
import Testing

/// A panel of series on an integer axis.
private func panel(_ series: [Double]...) throws -> Panel {
  try panel(series)
}

private func panel(_ series: [[Double]]) throws -> Panel {
  try Panel(
    series.enumerated().map { number, values in
      TimeSeries(
        id: "s\(number)", frequency: .index(1),
        start: try #require(Timestamp(index: 0)), values: values)
    })
}

private func ramp(_ count: Int) -> [Double] { (0..<count).map(Double.init) }

@Suite struct WindowIndexTests {
  private static let shape = WindowShape(width: 2, steps: 3, horizon: 2)

  private static func windows(_ index: WindowIndex) -> [Window] {
    (0..<index.count).map { index[$0] }
  }

  @Test(arguments: [(0, 0), (3, 0), (4, 0), (5, 1), (6, 2), (7, 3), (20, 16)])
  func everyOriginWithATargetIsATrainingWindow(_ length: Int, _ expected: Int) throws {
    let index = WindowIndex(trainingOn: try panel(ramp(length)), shape: Self.shape)
    #expect(index.count == expected)
    #expect(Self.windows(index).map(\.origin) == Array(4..<4 + expected))
  }

  @Test(arguments: [(1, 16), (2, 15), (3, 14), (16, 1), (17, 0), (40, 0)])
  func minimumTargetsMustLieBeforeTheEnd(_ minimum: Int, _ expected: Int) throws {
    let index = WindowIndex(
      trainingOn: try panel(ramp(20)), shape: Self.shape, minimumTargets: minimum)
    #expect(index.count == expected)
  }

  @Test func strideLengthensWhatAWindowNeeds() throws {
    let shape = WindowShape(width: 3, steps: 3, stride: 2, horizon: 1)
    #expect(WindowIndex(trainingOn: try panel(ramp(7)), shape: shape).count == 0)
    #expect(WindowIndex(trainingOn: try panel(ramp(8)), shape: shape).count == 1)
  }

  @Test func panelWithoutWindowsHasAnEmptyIndex() throws {
    #expect(WindowIndex(trainingOn: try panel([], ramp(4)), shape: Self.shape).count == 0)
    let missing = [Double](repeating: .nan, count: 50)
    #expect(WindowIndex(trainingOn: try panel(missing), shape: Self.shape).count == 0)
    let index = WindowIndex(trainingOn: try panel(ramp(10)), shape: Self.shape, holdingBack: 99)
    #expect(index.count == 0)
    #expect(index.ends == [0])
  }

  @Test(arguments: 0..<20)
  func missingValueExcludesTheWindowsThatSeeIt(_ position: Int) throws {
    var values = ramp(20)
    values[position] = .nan
    let index = WindowIndex(trainingOn: try panel(values), shape: Self.shape)
    let expected = (4..<20).filter { !($0 - 4..<$0).contains(position) }
    #expect(Self.windows(index).map(\.origin) == expected)
  }

  @Test func windowsAreThoseOfSeriesAndGapsInOrder() throws {
    var gap = ramp(14)
    gap[6] = .nan
    let index = WindowIndex(trainingOn: try panel(gap, ramp(3), ramp(6)), shape: Self.shape)
    let expected =
      [4, 5, 6, 11, 12, 13].map { Window(series: 0, origin: $0) }
      + [4, 5].map { Window(series: 2, origin: $0) }
    #expect(Self.windows(index) == expected)
  }

  /// What training may see of a window: inputs, and targets before the end.
  @Test(arguments: WindowShapeTests.shapes, [0, 1, 3, 12])
  func trainingNeverSeesTheTail(_ shape: WindowShape, _ held: Int) throws {
    var gap = ramp(57)
    gap[20] = .nan
    let panel = try panel(ramp(40), gap, ramp(13), ramp(2))
    let index = WindowIndex(trainingOn: panel, shape: shape, holdingBack: held)
    #expect(index.count > 0)
    #expect(index.ends == (0..<panel.count).map { max(0, panel.range(of: $0).count - held) })
    for window in Self.windows(index) {
      let end = index.ends[window.series]
      #expect(window.origin < end)
      for step in 0..<shape.steps {
        let inputs = shape.inputs(ofStep: step, origin: window.origin)
        #expect(inputs.lowerBound >= 0 && inputs.upperBound <= end - 1)
      }
    }
  }

  /// The windows that are validated on forecast the tail alone, and from what lies before each.
  @Test(arguments: WindowShapeTests.shapes, [1, 3, 4, 12])
  func validationTargetsLieInTheTail(_ shape: WindowShape, _ held: Int) throws {
    let panel = try panel(ramp(40), ramp(57))
    let index = WindowIndex(validatingOn: panel, shape: shape, tail: held)
    #expect(index.count > 0)
    for window in Self.windows(index) {
      let end = panel.range(of: window.series).count
      #expect(window.origin >= end - held)
      #expect(window.origin + min(held, shape.horizon) <= end)
      #expect(window.origin - shape.length >= 0)
    }
  }

  @Test func tailOfOneHorizonHasOneWindow() throws {
    let shape = WindowShape(steps: 5, horizon: 4)
    let index = WindowIndex(validatingOn: try panel(ramp(20)), shape: shape, tail: 4)
    #expect(Self.windows(index) == [Window(series: 0, origin: 16)])
  }

  /// A tail shorter than the horizon is scored on what there is of it.
  @Test func tailShorterThanTheHorizonHasOneWindow() throws {
    let shape = WindowShape(steps: 5, horizon: 4)
    let index = WindowIndex(validatingOn: try panel(ramp(20)), shape: shape, tail: 3)
    #expect(Self.windows(index) == [Window(series: 0, origin: 17)])
  }

  @Test func longTailHasAWindowEveryHorizonCountedFromTheEnd() throws {
    let shape = WindowShape(steps: 5, horizon: 4)
    let index = WindowIndex(validatingOn: try panel(ramp(30)), shape: shape, tail: 10)
    #expect(Self.windows(index).map(\.origin) == [22, 26])
  }

  @Test func seriesShorterThanTheTailAreNotValidatedOnBeforeTheirStart() throws {
    let shape = WindowShape(steps: 5, horizon: 4)
    let index = WindowIndex(
      validatingOn: try panel(ramp(6), ramp(0), ramp(9)), shape: shape, tail: 8)
    #expect(Self.windows(index) == [Window(series: 2, origin: 5)])
  }

  @Test(arguments: 0..<20)
  func missingInputExcludesAValidationWindow(_ position: Int) throws {
    let shape = WindowShape(steps: 5, horizon: 4)
    var values = ramp(20)
    values[position] = .nan
    let index = WindowIndex(validatingOn: try panel(values), shape: shape, tail: 4)
    #expect(index.count == ((11..<16).contains(position) ? 0 : 1))
  }
}

@Suite struct SamplingTests {
  private static let shape = WindowShape(steps: 3, horizon: 1)

  /// Series of 4, 16 and 64 windows, the last one in two stretches.
  private static func index(_ weights: SamplingWeights) throws -> WindowIndex {
    var long = ramp(3 + 32 + 3 + 32)
    long[34] = .nan
    return WindowIndex(
      trainingOn: try panel(ramp(7), ramp(19), long), shape: shape, weights: weights)
  }

  private static func frequencies(_ index: WindowIndex, draws: Int) -> [Window: Double] {
    let random = RandomStream(seed: 5)
    return (0..<draws).reduce(into: [:]) { counts, draw in
      counts[index.window(drawnBy: random[uniformAt: draw]), default: 0] += 1 / Double(draws)
    }
  }

  @Test(arguments: SamplingWeights.allCases)
  func windowsAreDrawnByTheirWeights(_ weights: SamplingWeights) throws {
    let index = try Self.index(weights)
    var windows = [Int](repeating: 0, count: 3)
    for number in 0..<index.count { windows[index[number].series] += 1 }
    #expect(windows == [4, 16, 64])
    let shares = windows.map { count -> Double in
      switch weights {
      case .windows: Double(count)
      case .series: 1
      case .squareRoot: Double(count).squareRoot()
      }
    }
    let total = shares.reduce(0, +)
    let draws = 100_000
    let found = Self.frequencies(index, draws: draws)
    #expect(found.count == index.count)
    for series in 0..<3 {
      let expected = shares[series] / total
      let share = found.filter { $0.key.series == series }.values.reduce(0, +)
      #expect(abs(share - expected) <= 5 * (expected / Double(draws)).squareRoot())
      // Within a series every window alike.
      let each = expected / Double(windows[series])
      for (window, frequency) in found where window.series == series {
        #expect(abs(frequency - each) <= 6 * (each / Double(draws)).squareRoot(), "\(window)")
      }
    }
  }

  @Test(arguments: SamplingWeights.allCases)
  func edgesOfTheUnitIntervalDrawTheFirstAndTheLastWindow(_ weights: SamplingWeights) throws {
    let index = try Self.index(weights)
    #expect(index.window(drawnBy: 0) == index[0])
    #expect(index.window(drawnBy: 1.0.nextDown) == index[index.count - 1])
  }

  @Test func sameNumberDrawsTheSameWindow() throws {
    let (one, other) = (try Self.index(.series), try Self.index(.series))
    let random = RandomStream(seed: 8)
    for draw in 0..<1000 {
      let uniform = random[uniformAt: draw]
      #expect(one.window(drawnBy: uniform) == other.window(drawnBy: uniform))
    }
  }

  @Test(arguments: SamplingWeights.allCases)
  func everyNumberHasItsOwnWindow(_ weights: SamplingWeights) throws {
    let index = try Self.index(weights)
    let windows = (0..<index.count).map { index[$0] }
    #expect(Set(windows).count == index.count)
    #expect(
      windows
        == windows.sorted { ($0.series, $0.origin) < ($1.series, $1.origin) })
  }
}
