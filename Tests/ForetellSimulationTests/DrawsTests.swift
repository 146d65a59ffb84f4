import ForetellRandom
import ForetellSimulation
import Foundation
import Testing

@Suite struct DrawsTests {
  private let count = 200_000

  @Test func equalStreamsGiveEqualNumbersAndOthersDoNot() {
    var (one, same, other) = (seededDraws(3), seededDraws(3), seededDraws(4))
    for _ in 0..<100 {
      let number = one.normal()
      #expect(number == same.normal() && number != other.normal())
    }
  }

  @Test func uniformNumbersFillTheirRange() {
    var draws = seededDraws()
    let numbers = (0..<count).map { _ in draws.uniform() }
    #expect(numbers.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(abs(numbers.mean - 0.5) < 0.0026 && abs(numbers.variance - 1.0 / 12) < 0.0007)
    let logarithms = (0..<count).map { _ in draws.logUniform(in: 1...100) }
    // Half of them below the geometric mean of the ends.
    let below = logarithms.count { $0 < 10 }
    #expect(abs(Double(below) / Double(count) - 0.5) < 0.0045)
    #expect(logarithms.allSatisfy { $0 >= 1 && $0 <= 100 })
    let places = (0..<count).map { _ in draws.index(below: 3) }
    #expect(Set(places) == [0, 1, 2])
  }

  @Test func normalNumbersHaveTheMomentsOfTheLaw() {
    var draws = seededDraws()
    let numbers = (0..<count).map { _ in draws.normal() }
    #expect(abs(numbers.mean) < 0.009 && abs(numbers.variance - 1) < 0.013)
    #expect(abs(numbers.map { $0 * $0 * $0 * $0 }.mean - 3) < 0.09)
    #expect(abs(numbers.autocorrelation(1)) < 0.009)
    let beyond = numbers.count { abs($0) > 1.959964 }
    #expect(abs(Double(beyond) / Double(count) - 0.05) < 0.002)
  }

  /// Shares beyond the 97.5 % quantiles of the tables, which scaling to variance 1 makes smaller.
  @Test(arguments: [(3, 3.182446), (4, 2.776445), (5, 2.570582), (6, 2.446912)])
  func studentsTailsAreThoseOfTheTables(_ degrees: Int, _ quantile: Double) {
    var draws = seededDraws()
    let scale = (Double(degrees - 2) / Double(degrees)).squareRoot()
    let numbers = (0..<count).map { _ in draws.student(degreesOfFreedom: degrees) }
    let beyond = numbers.count { abs($0) > quantile * scale }
    #expect(abs(Double(beyond) / Double(count) - 0.05) < 0.002)
  }

  @Test func theSemicircleIsBeta() {
    var draws = seededDraws()
    let shares = (0..<count).map { _ in draws.semicircle() }
    // Beta(3/2, 3/2) has mean 1/2 and variance 1/16.
    #expect(abs(shares.mean - 0.5) < 0.0023 && abs(shares.variance - 0.0625) < 0.0006)
    #expect(shares.allSatisfy { (0...1).contains($0) })
  }

  /// Both methods on either side of their border, against the law itself.
  @Test(arguments: [0.3, 2, 9.9, 10, 11.3, 40, 3000])
  func poissonsNumbersFollowTheLaw(_ mean: Double) {
    var draws = seededDraws()
    let numbers = (0..<count).map { _ in draws.poisson(mean: mean) }
    #expect(numbers.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    let error = (mean / Double(count)).squareRoot()
    #expect(abs(numbers.mean - mean) < 4 * error)
    #expect(abs(numbers.variance / mean - 1) < 4 * ((2 + 1 / mean) / Double(count)).squareRoot())
    // And the likeliest number comes as often as it should.
    let likeliest = mean.rounded(.down)
    let chance = exp(likeliest * log(mean) - mean - lgamma(likeliest + 1))
    let share = Double(numbers.count { $0 == likeliest }) / Double(count)
    #expect(abs(share - chance) < 4 * (chance / Double(count)).squareRoot())
  }

  @Test func poissonsLimitsDoNotTrap() {
    var draws = seededDraws()
    for mean in [0, -1, 1e-300, 1e14, 1e300, -.infinity] as [Double] {
      let number = draws.poisson(mean: mean)
      #expect(number.isFinite && number >= 0)
    }
  }
}
