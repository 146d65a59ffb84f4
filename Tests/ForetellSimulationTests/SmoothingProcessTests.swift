import ForetellRandom
import ForetellSimulation
import Testing

@Suite struct SmoothingProcessTests {
  @Test func withoutErrorsItIsALineAndASeason() {
    var (draws, process) = (seededDraws(), SmoothingProcess(level: 10))
    (process.slope, process.seasons, process.deviation) = (1, [2, -2], 0)
    #expect(process.values(4, using: &draws) == [13, 10, 15, 12])
    process.isRelative = true
    #expect(process.values(2, using: &draws) == [22, -24])
    #expect(process.values(-1, using: &draws).isEmpty)
  }

  @Test func aGainOfOneIsARandomWalk() {
    var (draws, process) = (seededDraws(), SmoothingProcess(level: 0))
    process.levelGain = 1
    let steps = process.values(50_000, using: &draws).differences()
    #expect(abs(steps.variance - 1) < 0.03 && abs(steps.autocorrelation(1)) < 0.02)
  }

  /// The differences of a local level are a moving average: ρ₁ = −(1 − α) / (1 + (1 − α)²).
  @Test func theGainIsThatOfSimpleSmoothing() {
    var (draws, process) = (seededDraws(), SmoothingProcess(level: 0))
    process.levelGain = 0.4
    let steps = process.values(100_000, using: &draws).differences()
    #expect(abs(steps.autocorrelation(1) + 0.6 / 1.36) < 0.01)
  }
}
