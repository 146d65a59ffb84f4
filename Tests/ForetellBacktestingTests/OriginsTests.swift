import ForetellBacktesting
import Testing

@Suite struct OriginsTests {
  /// The folds of a series as in the documentation: * learned, x tested, - unused, and a dot for the gap.
  private func diagrams(_ origins: Origins, _ length: Int) -> [String] {
    origins.folds(in: length).map { fold in
      (0..<length).map { position in
        if fold.train.contains(position) { return "*" }
        if fold.test.contains(position) { return "x" }
        return position >= fold.train.upperBound && position < fold.test.lowerBound ? "." : "-"
      }.joined(separator: " ")
    }
  }

  @Test func slidingFoldsAreThoseOfTheDiagram() {
    // |* * * * * x x - -|   |- - * * * * * x x|
    let origins = Origins.sliding(train: 5, test: 2, step: 2)
    #expect(origins.folds(in: 9).map(\.test) == [5..<7, 7..<9])
    #expect(diagrams(origins, 9) == ["* * * * * x x - -", "- - * * * * * x x"])
  }

  @Test func expandingFoldsAreThoseOfTheDiagram() {
    // |* * * * x x - -|   |* * * * * * x x|
    #expect(
      diagrams(.expanding(minimum: 3, test: 2), 8) == ["* * * * x x - -", "* * * * * * x x"])
  }

  @Test func aGapIsNeitherLearnedNorTested() {
    #expect(
      diagrams(.expanding(minimum: 2, test: 2, step: 1, gap: 1), 7)
        == ["* * . x x - -", "* * * . x x -", "* * * * . x x"])
  }

  @Test func theNewestFoldsAreKept() {
    let folds = Origins.expanding(minimum: 1, test: 2, step: 1, count: 2).folds(in: 10)
    #expect(folds.map(\.test) == [7..<9, 8..<10])
    #expect(folds.map(\.index) == [0, 1])
  }

  @Test func incompleteFoldsFollowOnRequest() {
    #expect(
      diagrams(.expanding(minimum: 4, test: 3, step: 1, count: 1, includesIncomplete: true), 8)
        == ["* * * * * x x x", "* * * * * * x x", "* * * * * * * x"])
    #expect(
      diagrams(.sliding(train: 6, test: 3, step: 2, includesIncomplete: true), 8)
        == ["- * * * * * * x"])
  }

  @Test func noFoldFitsIntoTooShortASeries() {
    #expect(Origins.expanding(minimum: 4, test: 3).folds(in: 6).isEmpty)
    #expect(Origins.expanding(minimum: 4, test: 3, includesIncomplete: true).folds(in: 4).isEmpty)
    #expect(Origins.sliding(train: 4, test: 3, gap: 2).folds(in: 8).isEmpty)
    #expect(Origins.sliding(train: 4, test: 3, gap: 2).folds(in: 9).count == 1)
  }

  @Test(arguments: [1, 2, 3, 5], [1, 2, 4])
  func foldsKeepTheirPromisesAtEveryLength(_ step: Int, _ gap: Int) {
    for length in 0..<40 {
      for window in [Origins.Window.expanding(minimum: 6), .sliding(train: 6)] {
        let origins = Origins(
          window, horizon: 3, step: step, gap: gap, includesIncomplete: length % 2 == 0)
        var last: Fold?
        for fold in origins.folds(in: length) {
          #expect(fold.train.count >= 6 && fold.train.lowerBound >= 0)
          #expect(fold.test.lowerBound == fold.train.upperBound + gap)
          #expect(!fold.test.isEmpty && fold.test.count <= 3 && fold.test.upperBound <= length)
          if let last { #expect(fold.train.upperBound == last.train.upperBound + step) }
          last = fold
        }
        if length >= 9 + gap { #expect(last?.test.upperBound == length) }
      }
    }
  }
}
