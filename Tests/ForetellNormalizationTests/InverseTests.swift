import ForetellNormalization
import ForetellRandom
import Testing

/// A slice of history with a name.
struct Slice: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let values: [Double]

  init(_ name: String, _ values: [Double]) {
    testDescription = name
    self.values = values
  }

  /// The largest size among the observed values.
  var largest: Double { values.filter { !$0.isNaN }.map(abs).max() ?? 0 }

  private static func random(
    _ count: Int, _ seed: UInt64, _ value: (Double) -> Double
  ) -> [Double] {
    let random = RandomStream(seed: seed)
    return (0..<count).map { value(random[uniformAt: $0]) }
  }

  static let all = [
    Slice("random", random(97, 1) { $0 * 6 - 3 }),
    Slice("positive", random(97, 2) { 100 + 50 * $0 }),
    Slice("negative", random(97, 3) { -100 - 50 * $0 }),
    Slice("huge", random(97, 4) { (1 + $0) * 1e300 }),
    Slice("huge of both signs", random(97, 5) { ($0 - 0.5) * 2e300 }),
    Slice("tiny", random(97, 6) { (1 + $0) * 1e-300 }),
    Slice("tiny of both signs", random(97, 7) { ($0 - 0.5) * 1e-300 }),
    Slice("below the normal numbers", random(97, 8) { (1 + $0) * 0x1p-1040 }),
    Slice(
      "many sizes", (-20...20).map { Double(sign: .plus, exponent: $0 * 40, significand: 1.5) }),
    Slice("nearly constant", random(97, 9) { 1e9 + $0 * 1e-3 }),
    Slice("with gaps", [3, .nan, 5, 9, .nan, .nan, 2, 7, .nan]),
    Slice("zeros and one", [0, 0, 0, 0, 0, 0, 0, 1]),
    Slice("two values", [2, 8]),
    Slice("constant", [7, 7, 7, 7]),
    Slice("constant zero", [0, 0, 0]),
    Slice("constant huge", [-1e300, -1e300]),
    Slice("one value", [42]),
    Slice("one tiny value", [1e-300]),
    Slice("empty", []),
    Slice("all missing", [.nan, .nan, .nan]),
  ]
}

/// Methods applied one after the other.
struct Chain: Sendable, CustomTestStringConvertible {
  let methods: [NormalizationMethod]
  var testDescription: String { methods.map(\.rawValue).joined(separator: " → ") }

  static let all =
    NormalizationMethod.allCases.map { Chain(methods: [$0]) }
    + [
      Chain(methods: []), Chain(methods: [.log, .standard]),
      Chain(methods: [.log, .standard, .level]), Chain(methods: [.robust, .minMax]),
      Chain(methods: [.standard, .log]), Chain(methods: [.meanAbsolute, .log, .level]),
    ]
}

@Suite struct InverseTests {
  /// To 64 units in the last place of the slice's largest value: an affine link loses what lies
  /// below the offset it subtracts.
  ///
  /// A logarithm adds the |ln x| units that its own rounding costs.
  @Test(arguments: Slice.all, Chain.all)
  func restoringUndoesNormalizing(_ slice: Slice, _ chain: Chain) {
    let normalizer = Normalizer(chain.methods, fittedTo: slice.values)
    let isLogarithmic = chain.methods.contains(.log)
    for value in slice.values where !value.isNaN {
      let restored = normalizer.restore(normalizer.normalize(value))
      let tolerance: Double =
        if isLogarithmic {
          slice.largest * 0x1p-52 * 4096 + .leastNonzeroMagnitude
        } else {
          slice.largest * 0x1p-52 * 64 + .leastNonzeroMagnitude
        }
      #expect(abs(restored - value) <= tolerance, "\(value) came back as \(restored)")
    }
  }

  /// A single logarithm keeps the relative precision of every value, however small beside the others.
  @Test(arguments: [1e-300, 1e-10, 1, 12345, 1e10, 1e300])
  func logarithmRestoresEveryPositiveValueByItsOwnSize(_ value: Double) {
    let normalizer = Normalizer([.log], fittedTo: [1e-300, 1, 1e300])
    let restored = normalizer.restore(normalizer.normalize(value))
    #expect(abs(restored / value - 1) <= 4 * 0x1p-52 * 700)
  }

  @Test(arguments: Slice.all, Chain.all)
  func normalizedValuesAreFinite(_ slice: Slice, _ chain: Chain) {
    let normalizer = Normalizer(chain.methods, fittedTo: slice.values)
    for value in slice.values where !value.isNaN {
      #expect(normalizer.normalize(value).value.isFinite)
    }
  }

  @Test(arguments: Slice.all, Chain.all)
  func missingStaysMissing(_ slice: Slice, _ chain: Chain) {
    let normalizer = Normalizer(chain.methods, fittedTo: slice.values)
    #expect(normalizer.normalize(.nan).value.isNaN)
    #expect(normalizer.restore(Normalized(.nan)).isNaN)
  }

  @Test(arguments: Slice.all, Chain.all)
  func orderIsKeptBothWays(_ slice: Slice, _ chain: Chain) {
    let normalizer = Normalizer(chain.methods, fittedTo: slice.values)
    let sorted = slice.values.filter { !$0.isNaN }.sorted()
    for (low, high) in zip(sorted, sorted.dropFirst()) {
      #expect(normalizer.normalize(low) <= normalizer.normalize(high))
      // Values that differ by more than the affine links' rounding stay apart.
      if high - low > slice.largest * 0x1p-30 {
        #expect(normalizer.normalize(low) < normalizer.normalize(high))
      }
    }
    let scale = stride(from: -4.0, through: 4.0, by: 0.125).map {
      normalizer.restore(Normalized($0))
    }
    #expect(scale == scale.sorted())
  }
}
