import ForetellForecasting
import ForetellRandom
import ForetellTestSupport
import Testing

/// What pretrained networks are told at a step.
@Suite struct CausalFeaturesTests {
  private struct Golden: Decodable {
    struct Step: Decodable {
      let count: Int
      let inputs: [Float]
      let bases: [Float]
      let anchor: Double
      let scale: Double
    }
    let seasonLength: Int
    let window: Int
    let horizon: Int
    let steps: [Step]
  }

  private struct Seen: Equatable {
    let inputs: [Float]
    let bases: [Float]
    let frame: StepFrame
  }

  static let kinds: [any StepFeatures] = [
    CausalFeatures(seasonLength: 12, window: 25, horizon: 24),
    CausalFeatures(seasonLength: 7, window: 22, horizon: 14),
    CausalFeatures(seasonLength: 4, window: 13, horizon: 12),
    CausalFeatures(seasonLength: 1, window: 9, horizon: 13),
    CausalFeatures(seasonLength: 52, window: 53, horizon: 13), SubdailyFeatures(slots: 24),
    SubdailyFeatures(slots: 3),
  ]

  /// The features after each value that may be asked for.
  private static func seen(
    _ features: any StepFeatures, _ values: [Double], from first: Int
  ) -> [Int: Seen] {
    var features = features
    features.reset()
    var found: [Int: Seen] = [:]
    for value in values {
      features.append(value)
      guard features.count >= first else { continue }
      found[features.count] = written(&features)
    }
    return found
  }

  private static func written(_ features: inout some StepFeatures) -> Seen {
    var inputs = [Float](repeating: .nan, count: features.inputSize)
    var bases = [Float](repeating: .nan, count: features.baseCount * features.horizon)
    let frame = features.write(inputs: &inputs, bases: &bases)
    return Seen(inputs: inputs, bases: bases, frame: frame)
  }

  private static func first(_ features: any StepFeatures) -> Int {
    (features as? SubdailyFeatures)?.week ?? 1
  }

  /// The prototype's numbers, which it computes in float32.
  @Test func featuresAreThePrototypes() throws {
    for golden in try golden("causal-features.json", as: [Golden].self) {
      let features: any StepFeatures =
        golden.seasonLength == 24
        ? SubdailyFeatures(slots: 24)
        : CausalFeatures(
          seasonLength: golden.seasonLength, window: golden.window, horizon: golden.horizon)
      let season = max(golden.seasonLength, 3)
      let values = (0..<1000).map { t in
        Double(
          Float(
            Double(t * 37 % 101) / 101 - 0.5 + 0.02 * Double(t)
              + 0.8 * (Double(t % season) / Double(season))))
      }
      let found = Self.seen(features, values, from: Self.first(features))
      for step in golden.steps {
        let own = try #require(found[step.count])
        #expect(own.inputs.count == step.inputs.count && own.bases.count == step.bases.count)
        func far(_ one: [Float], _ other: [Float]) -> Float {
          zip(one, other).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
        }
        let place = "m \(golden.seasonLength) after \(step.count)"
        #expect(far(own.inputs, step.inputs) < 2e-3, "\(place)")
        #expect(far(own.bases, step.bases) < 2e-3, "\(place)")
        #expect(abs(own.frame.anchor - step.anchor) < 1e-5 * max(1, abs(step.anchor)), "\(place)")
        #expect(abs(own.frame.scale - step.scale) < 1e-4 * step.scale + 1e-7, "\(place)")
      }
    }
  }

  @Test(arguments: kinds.indices)
  func nothingMovesWhenTheFutureDoes(_ kind: Int) {
    let (features, random) = (Self.kinds[kind], RandomStream(seed: 4))
    let first = Self.first(features)
    let count = first + 130
    let values = (0..<count).map { random[uniformAt: $0] }
    let found = Self.seen(features, values, from: first)
    for cut in [first, first + 1, first + 17, first + 77] {
      let other = values.prefix(cut) + values.dropFirst(cut).map { 100 - 9 * $0 }
      let again = Self.seen(features, Array(other), from: first)
      for place in first...cut { #expect(again[place] == found[place]) }
      #expect(again[cut + 1] != found[cut + 1])
    }
  }

  /// Features are read off at some steps only, and a value serves many series.
  @Test(arguments: kinds.indices)
  func readingAndStartingAnewLeaveNoTrace(_ kind: Int) {
    var features = Self.kinds[kind]
    let random = RandomStream(seed: 5)
    let count = Self.first(features) + 90
    let values = (0..<count).map { random[uniformAt: $0] }
    for value in values { features.append(10 * value) }
    features.reset()
    for value in values { features.append(value) }
    func last(_ features: some StepFeatures) -> Seen {
      var features = features
      return Self.written(&features)
    }
    #expect(last(features) == Self.seen(features, values, from: count)[count])
  }

  @Test(arguments: kinds.indices)
  func featuresAreNumbersOnHardSeries(_ kind: Int) {
    let features = Self.kinds[kind]
    let first = Self.first(features)
    let hard: [(Int) -> Double] = [
      { _ in 0 }, { _ in 1e6 }, { $0 == 40 ? 1e12 : 0 }, { Double($0) }, { $0 < first ? 0 : 1e-9 },
    ]
    for value in hard {
      for seen in Self.seen(features, (0..<first + 60).map(value), from: first).values {
        #expect((seen.inputs + seen.bases).allSatisfy { $0.isFinite })
        #expect(seen.frame.scale > 0)
      }
    }
  }

  /// The level and the size of a series do not matter but for the small constants.
  @Test(arguments: kinds.indices)
  func featuresDoNotSeeUnits(_ kind: Int) throws {
    let (features, random) = (Self.kinds[kind], RandomStream(seed: 6))
    let count = Self.first(features) + 50
    let values = (0..<count).map { random[uniformAt: $0] }
    let plain = try #require(Self.seen(features, values, from: count)[count])
    let moved = try #require(
      Self.seen(features, values.map { 7 + $0 }, from: count)[count])
    for (one, other) in zip(plain.inputs, moved.inputs) { #expect(abs(one - other) < 1e-5) }
    #expect(abs(plain.frame.scale - moved.frame.scale) < 1e-9)
  }
}
