import ForetellRandom
import Testing

@Suite struct RandomStreamTests {
  /// Were these numbers to change, so would every forecast of every seed.
  @Test func numbersOfASeedAreTheSameForEver() {
    let random = RandomStream(seed: 42)
    #expect(random[bitsAt: 0] == 12_870_963_724_712_631_011)
    #expect(random.stream("windows")[bitsAt: 7] == 12_399_955_455_685_171_701)
    #expect(random.stream(3)[bitsAt: 1_000_000] == 14_644_636_388_749_615_369)
  }

  @Test func drawingInOrderIsAskingByPosition() {
    var drawn = RandomStream(seed: 9)
    let asked = drawn
    for position in 0..<100 { #expect(drawn.next() == asked[bitsAt: position]) }
  }

  @Test func uniformNumbersHaveTheMomentsOfTheLaw() {
    let random = RandomStream(seed: 1).stream("moments")
    let numbers = (0..<100_000).map { random[uniformAt: $0] }
    #expect(numbers.allSatisfy { (0..<1).contains($0) })
    let mean = numbers.reduce(0, +) / 100_000
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100_000
    // Four standard errors: 0.0037 and 0.00094.
    #expect(abs(mean - 0.5) < 0.0037)
    #expect(abs(variance - 1.0 / 12) < 0.00094)
  }

  @Test func streamsOfOtherNamesNumbersAndSeedsHaveNothingInCommon() {
    let root = RandomStream(seed: 5)
    let streams = [
      root, root.stream("a"), root.stream("b"), root.stream(0), root.stream(1),
      root.stream(-1), RandomStream(seed: 6), root.stream("a").stream("b"),
      root.stream("b").stream("a"),
    ]
    let bits = streams.flatMap { stream in (0..<1000).map { stream[bitsAt: $0] } }
    #expect(Set(bits).count == bits.count)
    // Neighbouring streams are not correlated either: 4 standard errors of 1000 products.
    for (one, other) in zip(streams, streams.dropFirst()) {
      let product = (0..<1000).reduce(0.0) {
        $0 + (one[uniformAt: $1] - 0.5) * (other[uniformAt: $1] - 0.5)
      }
      #expect(abs(product / 1000) < 4 / 12 / 1000.0.squareRoot())
    }
  }
}
