import ForetellBacktesting
import ForetellForecasting
import ForetellSeries
import ForetellTestSupport
import Foundation
import Synchronization
import Testing

/// How a backtest is run: limits of time, cancellation, journals, reports on the way.
@Suite struct RunTests {
  private let backtest = Backtest(origins: .expanding(minimum: 12, test: 3, count: 4))

  /// Finishes the newest two folds, with which a run begins, and no other, however busy the machine is.
  private let stalling = ToyRecipe(stallsUpTo: 27)

  private func panel() throws -> Panel { try Toy.panel(["a": Toy.wave(36)]) }

  @Test func aTimeLimitReturnsTheFinishedFoldsAndSaysSo() async throws {
    var conditions = BacktestConditions()
    conditions.threads = 1
    conditions.timeLimit = .seconds(5)
    let result = try await backtest.run([stalling], on: try panel(), under: conditions)
    let stopped = try #require(result.stopped)
    #expect(stopped.contains("of 4 folds"))
    #expect(result.folds.count == 2)
    #expect(result.points.actual.count == 3 * result.folds.count)
    #expect(result.folds.map(\.index) == Array(0..<result.folds.count))
  }

  @Test func aTimeLimitBeforeTheFirstFoldIsAnError() async throws {
    var conditions = BacktestConditions()
    conditions.timeLimit = .milliseconds(1)
    let error = await #expect(throws: BacktestError.self) {
      _ = try await backtest.run(
        [ToyRecipe(milliseconds: 60_000)], on: try panel(), under: conditions)
    }
    #expect(error?.code == .timeLimit)
  }

  @Test func cancellingStopsAtOnce() async throws {
    let panel = try panel()
    let backtest = backtest
    let run = Task {
      try await backtest.run([ToyRecipe(milliseconds: 60_000)], on: panel)
    }
    try await Task.sleep(for: .milliseconds(50))
    run.cancel()
    await #expect(throws: CancellationError.self) { _ = try await run.value }
  }

  @Test func aStoppedBacktestGoesOnWithItsJournal() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/journal"
      var conditions = BacktestConditions()
      conditions.threads = 1
      conditions.journal = path
      conditions.timeLimit = .seconds(5)
      let first = try await backtest.run([stalling], on: try panel(), under: conditions)
      #expect(first.folds.count == 2)
      // What a kill leaves: a line that is not whole.
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("123 {\"model\"".utf8))
      try handle.close()
      conditions.timeLimit = nil
      let fits = Mutex(0)
      conditions.report = { progress in fits.withLock { $0 = progress.fits } }
      let whole = try await backtest.run([ToyRecipe()], on: try panel(), under: conditions)
      #expect(fits.withLock { $0 } == 2)
      #expect(whole.stopped == nil)
      #expect(!FileManager.default.fileExists(atPath: path))
      let plain = try await backtest.run([ToyRecipe()], on: try panel())
      #expect(whole.points == plain.points)
    }
  }

  @Test func aJournalOfAnotherBacktestIsRefused() async throws {
    try await withTemporaryFolder { folder in
      var conditions = BacktestConditions()
      conditions.threads = 1
      conditions.journal = folder + "/journal"
      conditions.timeLimit = .seconds(5)
      _ = try await backtest.run([stalling], on: try panel(), under: conditions)
      let error = await #expect(throws: BacktestError.self) {
        _ = try await backtest.run(
          [ToyRecipe(name: "Other")], on: try panel(), under: conditions)
      }
      #expect(error?.code == .journal)
      try Data("sales,1\n".utf8).write(to: URL(fileURLWithPath: folder + "/sales.csv"))
      conditions.journal = folder + "/sales.csv"
      let foreign = await #expect(throws: BacktestError.self) {
        _ = try await backtest.run([ToyRecipe()], on: try panel(), under: conditions)
      }
      #expect(foreign?.code == .journal)
      #expect(try String(contentsOfFile: folder + "/sales.csv", encoding: .utf8) == "sales,1\n")
    }
  }

  @Test func progressOnlyGrowsAndTheTimeIsEstimatedFirst() async throws {
    let events = Mutex<[Double]>([])
    var conditions = BacktestConditions()
    conditions.estimate = { seconds in events.withLock { $0.append(-seconds) } }
    conditions.report = { progress in events.withLock { $0.append(progress.share) } }
    var network = RecurrentRecipe(horizon: 3)
    network.hiddenSize = 4
    _ = try await backtest.run(
      [network, ToyRecipe(milliseconds: 20), BaselineRecipe(.naive)], on: try panel(),
      under: conditions)
    let seen = events.withLock { $0 }
    #expect(try #require(seen.first) < -0.001)
    #expect(seen.dropFirst().elementsEqual(seen.dropFirst().sorted()))
    #expect(abs(try #require(seen.last) - 1) < 1e-9)
  }
}
