import ForetellForecasting
import ForetellNetworks
import Testing

@Suite struct PlateauTests {
  @Test func fallsAfterLooksWithoutProgressAndIsReplayed() throws {
    var plateau = try #require(Plateau(.onPlateau(factor: 0.5, patience: 2)))
    let factors = [3, 2, 2, 2.5, 1, 1, 1, 1, 1].enumerated().map { look, loss in
      plateau.look(at: loss, step: 10 * (look + 1))
    }
    #expect(factors == [nil, nil, nil, 0.5, nil, nil, 0.5, nil, 0.5])
    #expect(plateau.replay == .steps(after: [40, 70, 90], factor: 0.5))
  }

  @Test func onlyAPlateausScheduleWaits() {
    #expect(Plateau(.constant) == nil)
    #expect(Plateau(.cosine()) == nil)
  }
}
