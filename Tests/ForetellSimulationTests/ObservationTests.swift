import ForetellRandom
import ForetellSimulation
import Foundation
import Testing

@Suite struct ObservationTests {
  private let ramp = (0..<50).map { Double($0 * $0) }

  @Test(arguments: [nil, 0.1, 1])
  func aDistortionKeepsOrTurnsTheOrder(_ floor: Double?) {
    for strength in [-0.8, -0.1, 0.1, 0.8] {
      var values = ramp
      Distortion(strength: strength, floor: floor).apply(to: &values)
      #expect(values.differences().allSatisfy { ($0 > 0) == (strength > 0) })
    }
  }

  @Test func countsAreLogarithmsOfWholeNumbers() {
    var draws = seededDraws()
    let counting = Counting(level: 5, strength: 0.5)
    let counts = counting.counts(around: ramp, using: &draws)
    #expect(counts.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    #expect(counts.suffix(10).reduce(0, +) > counts.prefix(10).reduce(0, +))
    var (values, same) = (ramp, seededDraws(7))
    counting.apply(to: &values, using: &same)
    var again = seededDraws(7)
    let whole = counting.counts(around: ramp, using: &again)
    for (value, count) in zip(values, whole) {
      #expect(abs(exp(value) - max(count, 0.7)) < 1e-6 * max(count, 1))
    }
  }

  @Test func demandIsIntermittent() {
    var draws = seededDraws()
    let counts = Demand(probability: 0.2, size: 3, strength: 0)
      .counts(around: Array(repeating: 0, count: 100_000), using: &draws)
    let some = counts.filter { $0 > 0 }
    #expect(abs(Double(some.count) / 100_000 - 0.2) < 0.005)
    #expect(abs(some.mean - 3) < 0.05 && counts.allSatisfy { $0 == $0.rounded() })
  }

  @Test func measurementsArePositiveAndRounded() {
    let measurement = PositiveScale(level: 123.4, spread: 0.3)
    let data = measurement.data(around: [-100, -1, 0, 1, 2])
    #expect(data[0] == 0.01 && data[2] == 123.4 && data.differences().allSatisfy { $0 > 0 })
    #expect(data.allSatisfy { ($0 * 100).rounded() / 100 == $0 })
  }
}
