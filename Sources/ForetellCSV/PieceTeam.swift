internal import Dispatch
internal import Synchronization

/// How many pieces of a file were taken as they had been parsed ahead, and how many were parsed in turn.
package struct PieceCounts: Sendable, Equatable {
  package var ahead = 0
  package var inTurn = 0

  package init() {}
}

/// Parses the pieces of a file on several threads and merges them in its order.
///
/// The calling thread alone reads, merges and throws; it parses too while there is nothing else to do,
/// so that it waits for no thread that has not begun. What has been read is settled before a read that
/// may have to wait, and before a read that failed is reported: what is wrong comes to light as in one
/// pass.
final class PieceTeam: @unchecked Sendable {
  private let pieces: [Piece]
  private let helpers: Int
  private let state = Mutex(State())
  /// One signal a piece to be parsed, and one a piece a helper has parsed.
  private let work = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)

  private struct State {
    /// Pieces that were read, and those of them that somebody has begun to parse.
    var read = 0
    var claimed = 0
    /// By place in the ring.
    var isDone: [Bool] = []
    var isOver = false
  }

  /// - Parameter helpers: threads beside the caller's.
  init(helpers: Int, pieces: [Piece]) {
    self.pieces = pieces
    self.helpers = helpers
    state.withLock { $0.isDone = Array(repeating: false, count: pieces.count) }
  }

  /// Reads the whole of a source into `rows`.
  func read(
    _ source: inout some ByteSource & ~Copyable, _ head: CSVHead, into rows: inout RowReader,
    _ tokenizer: CSVTokenizer
  ) throws -> PieceCounts {
    // A helper keeps the team and its pieces alive and touches nothing else, so none is waited for.
    for _ in 0..<helpers { DispatchQueue.global().async { self.help() } }
    defer {
      state.withLock { $0.isOver = true }
      for _ in 0..<helpers { work.signal() }
    }
    var (feed, counts, failure) = (ChunkFeed(head), PieceCounts(), (any Error)?.none)
    var (read, merged, isAtEnd) = (0, 0, false)
    while !isAtEnd || merged < read {
      if merged < read, isDone(merged) {
        try pieces[merged % pieces.count].merge(into: &rows, tokenizer, counting: &counts)
        merged += 1
      } else if !isAtEnd, read - merged < pieces.count, merged == read || feed.isReady(source) {
        let piece = pieces[read % pieces.count]
        do { piece.count = try feed.next(into: piece.buffer, from: &source) } catch {
          (piece.count, failure) = (0, error)
        }
        isAtEnd = piece.count == 0
        if !isAtEnd {
          read += 1
          offer()
        }
      } else if !parseNext() {
        done.wait()
      }
    }
    if let failure { throw failure }
    return counts
  }

  private func offer() {
    state.withLock {
      $0.isDone[$0.read % pieces.count] = false
      $0.read += 1
    }
    work.signal()
  }

  private func isDone(_ number: Int) -> Bool {
    state.withLock { $0.isDone[number % pieces.count] }
  }

  /// Parses the next piece that nobody has begun; false where there is none.
  private func parseNext() -> Bool {
    let claim: Int? = state.withLock { state in
      guard state.claimed < state.read else { return nil }
      state.claimed += 1
      return state.claimed - 1
    }
    guard let claim else { return false }
    pieces[claim % pieces.count].parse()
    state.withLock { $0.isDone[claim % pieces.count] = true }
    return true
  }

  private func help() {
    while true {
      work.wait()
      if state.withLock({ $0.isOver }) { return }
      if parseNext() { done.signal() }
    }
  }
}
