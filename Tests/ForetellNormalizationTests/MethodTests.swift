import ForetellNormalization
import Testing

/// What each method computes, by hand.
@Suite struct MethodTests {
  private static func normalized(
    _ values: [Double], by method: NormalizationMethod, fittedTo slice: [Double]
  ) -> [Double] {
    let normalizer = Normalizer([method], fittedTo: slice)
    return values.map { normalizer.normalize($0).value }
  }

  @Test func identityChangesNothing() {
    #expect(
      Self.normalized([-3, 0, 1e300], by: .identity, fittedTo: [1, 2, 3]) == [-3, 0, 1e300])
  }

  /// Mean 5, population standard deviation 2.
  @Test func standardUsesTheDeviationOfThePopulation() {
    let slice: [Double] = [2, 4, 4, 4, 5, 5, 7, 9]
    #expect(
      Self.normalized([5, 9, 3, .infinity], by: .standard, fittedTo: slice)
        == [0, 2, -1, .infinity])
  }

  @Test func minMaxSpansZeroToOneAndGoesOnBeyond() {
    #expect(
      Self.normalized([10, 20, 15, 30, 0], by: .minMax, fittedTo: [20, 10, 12])
        == [0, 1, 0.5, 2, -1])
  }

  @Test func meanAbsoluteHasNoOffset() {
    #expect(Self.normalized([4, -2, 0], by: .meanAbsolute, fittedTo: [-1, 3]) == [2, -1, 0])
  }

  @Test func levelSubtractsTheLastObservedValue() {
    #expect(Self.normalized([10, 7], by: .level, fittedTo: [1, 2, 7, .nan]) == [3, 0])
  }

  @Test func logarithmOfPositiveValuesIsTheNaturalOne() {
    let found = Self.normalized([1, 2.718281828459045], by: .log, fittedTo: [1, 10])
    #expect(found[0] == 0)
    #expect(abs(found[1] - 1) <= 0x1p-52)
  }

  /// `sign(x)·ln(1 + |x|/s)` with s = mean |x| = 2.
  @Test(arguments: [[0, 2, 4], [-2, 1, 3]] as [[Double]])
  func logarithmOfOthersIsSymmetric(_ slice: [Double]) {
    let found = Self.normalized([0, 2, -2, 14], by: .log, fittedTo: slice)
    let ln2 = 0.6931471805599453
    for (value, expected) in zip(found, [0, ln2, -ln2, 3 * ln2]) {
      #expect(abs(value - expected) <= 4 * 0x1p-52)
    }
  }

  /// Quartiles and median from R: `quantile(x, c(.25, .5, .75), type = 7)`.
  @Test(
    arguments: [
      ([7, 15, 36, 39, 40, 41], (20.25, 37.5, 39.75)),
      ([1, 2, 3, 4], (1.75, 2.5, 3.25)),
      ([3, 1], (1.5, 2, 2.5)),
      ([9, 1, 5, 3, 7], (3, 5, 7)),
      ([6, 7, 15, 36, 39, 40, 41, 42, 43, 47, 49], (25.5, 40, 42.5)),
    ] as [([Double], (Double, Double, Double))])
  func robustUsesTheQuartilesOfRType7(_ slice: [Double], _ q: (Double, Double, Double)) {
    let found = Self.normalized([q.0, q.1, q.2], by: .robust, fittedTo: slice)
    let range = q.2 - q.0
    for (value, expected) in zip(found, [(q.0 - q.1) / range, 0, (q.2 - q.1) / range]) {
      #expect(abs(value - expected) <= 4 * 0x1p-52)
    }
  }

  /// Where more than half of the values are equal, outliers do not become infinitely large.
  @Test func robustFallsBackOnTheDeviation() {
    let found = Self.normalized([8], by: .robust, fittedTo: [0, 0, 0, 0, 0, 0, 0, 8])
    // Mean 1, variance (7·1 + 49)/8 = 7.
    #expect(abs(found[0] - 8 / 7.0.squareRoot()) <= 1e-14)
  }

  @Test(arguments: [.standard, .minMax, .robust, .level] as [NormalizationMethod])
  func constantBecomesZeroOnTheScaleOfTheData(_ method: NormalizationMethod) {
    #expect(Self.normalized([7, 8], by: method, fittedTo: [7, 7, 7]) == [0, 1])
    #expect(Self.normalized([7, 8], by: method, fittedTo: [7]) == [0, 1])
  }

  /// 0.1 + 0.2 is not 0.3: rounding must not be blown up to the size of a signal.
  @Test(arguments: [.standard, .minMax, .robust] as [NormalizationMethod])
  func roundingIsNoSpread(_ method: NormalizationMethod) {
    let found = Self.normalized([0.1 + 0.2, 0.3], by: method, fittedTo: [0.3, 0.1 + 0.2, 0.3])
    #expect(found.allSatisfy { abs($0) <= 1e-15 })
  }

  @Test(arguments: NormalizationMethod.allCases, [[], [.nan, .nan]] as [[Double]])
  func sliceWithoutValuesGivesTheIdentity(_ method: NormalizationMethod, _ slice: [Double]) {
    #expect(Self.normalized([-2, 0, 3], by: method, fittedTo: slice) == [-2, 0, 3])
  }

  @Test(arguments: NormalizationMethod.allCases)
  func missingValuesDoNotCount(_ method: NormalizationMethod) {
    #expect(
      Normalizer([method], fittedTo: [.nan, 3, 1, .nan, 8, .nan])
        == Normalizer([method], fittedTo: [3, 1, 8]))
  }

  @Test(arguments: Chain.all)
  func laterValuesDoNotMatter(_ chain: Chain) {
    let history: [Double] = [3, 1, 8, 2, 9]
    let calm = history + [4, 4], wild = history + [-1e9, .nan]
    #expect(
      Normalizer(chain.methods, fittedTo: calm[..<5])
        == Normalizer(chain.methods, fittedTo: wild[..<5]))
  }

  @Test func linksAreFittedToWhatTheOnesBeforeLeave() {
    let chain = Normalizer([.minMax, .meanAbsolute], fittedTo: [10, 20, 30])
    // 0, ½, 1 after the first link, whose mean size is ½.
    #expect([10, 20, 30].map { chain.normalize($0).value } == [0, 1, 2])
  }

  @Test func chainsFollowEachOther() {
    let first = Normalizer([.minMax], fittedTo: [10, 20])
    let second = Normalizer([.level], fittedTo: [0.5])
    let both = first.followed(by: second)
    #expect(both.normalize(20).value == 0.5)
    #expect(both.restore(Normalized(0.5)) == 20)
    #expect(Normalizer.identity.followed(by: first) == first)
  }
}
