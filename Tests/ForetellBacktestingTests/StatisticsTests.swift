import ForetellBacktesting
import ForetellTestSupport
import Testing

/// What scipy computed; see scripts/make_metric_goldens.py.
private struct Golden: Decodable {
  struct Tail: Decodable {
    let x: Double
    let degrees: Double
    let value: Double
  }
  struct Range: Decodable {
    let groups: Int
    let value: Double
  }
  struct Loss: Decodable {
    let differences: [Double]
    let lag: Int
    let statistic: Double
    let pValue: Double
    let usesBartlett: Bool
  }
  struct Friedman: Decodable {
    let blocks: [[Double]]
    let statistic: Double
    let pValue: Double
    let meanRanks: [Double]
  }

  let student: [Tail]
  let chiSquare: [Tail]
  let studentizedRange: [Range]
  let dieboldMariano: [Loss]
  let friedman: [Friedman]

  static func read() throws -> Golden { try golden("tests.json", as: Golden.self) }
}

@Suite struct StatisticsTests {
  /// How far a value is off, relative to the expected one.
  private func error(_ found: Double, _ expected: Double) -> Double {
    found == expected ? 0 : abs(found - expected) / abs(expected)
  }

  @Test func tailsAgreeWithScipy() throws {
    let golden = try Golden.read()
    #expect(golden.student.count > 70 && golden.chiSquare.count > 50)
    for tail in golden.student {
      let found = Distributions.studentTwoSided(tail.x, degrees: tail.degrees)
      #expect(error(found, tail.value) < 1e-9, "t \(tail.x), \(tail.degrees)")
      #expect(Distributions.studentTwoSided(-tail.x, degrees: tail.degrees) == found)
    }
    for tail in golden.chiSquare {
      let found = Distributions.chiSquareUpperTail(tail.x, degrees: tail.degrees)
      #expect(error(found, tail.value) < 1e-9, "χ² \(tail.x), \(tail.degrees)")
    }
  }

  @Test func extremesOfTailsAreProbabilities() {
    #expect(Distributions.studentTwoSided(.infinity, degrees: 4) == 0)
    #expect(Distributions.studentTwoSided(.nan, degrees: 4).isNaN)
    #expect(Distributions.studentTwoSided(1e300, degrees: 3000) == 0)
    #expect(Distributions.chiSquareUpperTail(.infinity, degrees: 4) == 0)
    #expect(Distributions.chiSquareUpperTail(-1, degrees: 4) == 1)
  }

  @Test func rangeQuantilesAgreeWithScipy() throws {
    for range in try Golden.read().studentizedRange {
      let found = Distributions.studentizedRangeQuantile(0.95, groups: range.groups)
      #expect(error(found, range.value) < 1e-8, "\(range.groups) groups")
    }
  }

  @Test func criticalValuesAreThoseOfDemšar() {
    // Table 5a of Demšar 2006: q at 5 % over √2, for 2 … 10 classifiers.
    let table = [1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164]
    for (place, expected) in table.enumerated() {
      let found =
        Distributions.studentizedRangeQuantile(0.95, groups: place + 2) / 2.0.squareRoot()
      #expect(abs(found - expected) < 1e-3, "\(place + 2) models")
    }
  }

  @Test func lossTestsAgreeWithTheFormulaOfR() throws {
    let golden = try Golden.read().dieboldMariano
    #expect(golden.contains { $0.usesBartlett })
    for expected in golden {
      let found = try DieboldMariano(differences: expected.differences, lag: expected.lag)
      #expect(agree(found.statistic, expected.statistic, within: 1e-10))
      #expect(agree(found.pValue, expected.pValue, within: 1e-10))
      #expect(found.usesBartlett == expected.usesBartlett)
      #expect(found.count == expected.differences.count && found.lag == expected.lag)
    }
  }

  @Test func lossTestsSayWhenTheyDoNotApply() {
    func reason(_ differences: [Double], _ lag: Int = 0) -> DieboldMariano.Inapplicable? {
      do {
        _ = try DieboldMariano(differences: differences, lag: lag)
        return nil
      } catch {
        return error
      }
    }
    #expect(reason([1, 2, 1, 2]) == .tooFew(count: 4, minimum: 5))
    #expect(reason([1, 2, 1, 2, 1, 2, 1, 2], 2) == .tooFew(count: 8, minimum: 9))
    #expect(reason([0, 0, 0, 0, 0]) == .identical)
    #expect(reason([0.1, 0.1, 0.1, 0.1, 0.1]) == .constant)
    #expect(reason([1, .infinity, 1, 2, 3]) == .notFinite)
    #expect(reason([1, .nan, 1, 2, 3]) == .notFinite)
    #expect(reason([1, 2, 1, 2, 1]) == nil)
  }

  @Test func friedmanAgreesWithScipy() throws {
    for expected in try Golden.read().friedman {
      let found = try #require(RankTest(blocks: expected.blocks))
      #expect(agree(found.friedmanStatistic, expected.statistic, within: 1e-11))
      #expect(agree(found.pValue, expected.pValue, within: 1e-10))
      #expect(agree(found.meanRanks, expected.meanRanks))
      #expect(found.series == expected.blocks.count)
    }
  }

  @Test func theCriticalDifferenceIsThatOfDemšarsExample() throws {
    // Section 3.2.3 of Demšar 2006: 4 classifiers on 14 data sets.
    let blocks = (0..<14).map { row in (0..<4).map { Samples.noise(row * 4 + $0) } }
    let test = try #require(RankTest(blocks: blocks))
    #expect(abs(test.criticalDifference - 1.25) < 0.005)
  }

  @Test func rankTestsNeedFiveSeriesAndTwoModels() {
    #expect(RankTest(blocks: [[1, 2], [1, 2], [1, 2], [1, 2]]) == nil)
    #expect(RankTest(blocks: [[1], [1], [1], [1], [1]]) == nil)
    #expect(RankTest(blocks: []) == nil)
    let ties = RankTest(blocks: Array(repeating: [7, 7, 7], count: 6))
    #expect(ties?.meanRanks == [2, 2, 2] && ties?.pValue == 1 && ties?.friedmanStatistic == 0)
  }
}
