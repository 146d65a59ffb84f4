import ForetellCSV
import ForetellFiles
import ForetellTestSupport
import Synchronization
import Testing

/// Reading by several threads: what is really parsed ahead, and when it stops.
@Suite struct PieceTeamTests {
  /// Rows of series that take turns.
  private static func rows(ids: Int, stamps: Int) -> String {
    var text = "unique_id,ds,y\n"
    for stamp in 0..<stamps {
      for id in 0..<ids { text += "series\(id),\(1000 + stamp),\(id * 3 + stamp).25\n" }
    }
    return text
  }

  private static func written<R>(_ text: String, _ body: (String) throws -> R) throws -> R {
    try withTemporaryFolder { folder in
      let path = folder + "/long.csv"
      try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
        try file.write(text)
      }
      return try body(path)
    }
  }

  /// More series than a piece remembers, and all pieces but the first, which has the header, ahead.
  @Test func aLongFileOfManySeriesIsParsedAheadAndReadAlike() throws {
    let text = Self.rows(ids: 25_000, stamps: 8)
    #expect(text.utf8.count >= 2 << 20)
    try Self.written(text) { path in
      let reader = CSVReader()
      var (alone, counts) = (PieceCounts(), PieceCounts())
      let expected = try reader.read(path, threads: 1, counts: &alone)
      #expect(alone == PieceCounts())
      let table = try reader.read(path, threads: 3, counts: &counts)
      #expect(table == expected)
      #expect(table.panel.count == 25_000 && table.rowCount == 200_000)
      #expect(counts.inTurn == 1 && counts.ahead >= text.utf8.count >> 16, "\(counts)")
    }
  }

  /// The quotes need libcsv in one piece alone.
  @Test func onlyThePieceWithDoubledQuotesIsParsedInItsTurn() throws {
    var lines = Self.rows(ids: 20, stamps: 500).split(separator: "\n").map(String.init)
    lines[6001] = lines[6001].replacing("series0", with: "\"seri\"\"es0\"")
    var source = ChunkSource(lines.joined(separator: "\n") + "\n", linesARead: 100)
    var counts = PieceCounts()
    _ = try? CSVReader().read(&source, chunkSize: 4096, helpers: 2, counts: &counts)
    #expect(counts.inTurn <= 3 && counts.ahead > 40, "\(counts)")
  }

  @Test(arguments: [0, 1, 2])
  func cancellingALongFileEndsItsReading(_ helpers: Int) throws {
    try Self.written(Self.rows(ids: 100, stamps: 1500)) { path in
      let asked = Atomic(0)
      #expect(throws: CancellationError.self) {
        _ = try CSVReader().read(path, threads: helpers + 1) {
          asked.add(1, ordering: .relaxed).newValue > 8
        }
      }
      #expect(asked.load(ordering: .relaxed) == 9)
    }
  }

  /// A bad row in what one read gave wins over what becomes of the next read.
  @Test(arguments: [0, 1, 3], [true, false])
  func aBadRowIsReportedBeforeALaterReadFails(_ helpers: Int, _ isReady: Bool) throws {
    var lines = Self.rows(ids: 20, stamps: 1000).split(separator: "\n").map(String.init)
    lines[14_950] = "series0,nonsense,1"
    var source = ChunkSource(
      lines.joined(separator: "\n") + "\n", linesARead: 1000, readsToFailure: 15, isReady: isReady)
    var counts = PieceCounts()
    let error = try #require(throws: CSVError.self) {
      _ = try CSVReader().read(&source, chunkSize: 1 << 16, helpers: helpers, counts: &counts)
    }
    #expect(error.code == .badTimestamp && error.line == 14_951)
    // A read that may wait is not begun.
    if !isReady { #expect(source.reads == 15) }
  }

  @Test(arguments: [0, 2], [true, false])
  func aReadThatFailsIsReported(_ helpers: Int, _ isReady: Bool) {
    var source = ChunkSource(
      Self.rows(ids: 20, stamps: 1000), linesARead: 1000, readsToFailure: 15, isReady: isReady)
    var counts = PieceCounts()
    #expect(throws: ChunkSource.Failure.self) {
      _ = try CSVReader().read(&source, chunkSize: 1 << 16, helpers: helpers, counts: &counts)
    }
  }
}

/// Gives so many lines a read, and fails after so many reads.
private struct ChunkSource: ByteSource {
  struct Failure: Error {}

  private let chunks: [[UInt8]]
  private let readsToFailure: Int
  /// Reads that were begun.
  private(set) var reads = 0
  let isReady: Bool
  var size: Int? { nil }

  init(_ text: String, linesARead: Int, readsToFailure: Int = .max, isReady: Bool = true) {
    let lines = text.split(separator: "\n")
    chunks = stride(from: 0, to: lines.count, by: linesARead).map { start in
      let part = lines[start..<min(start + linesARead, lines.count)]
      return Array((part.joined(separator: "\n") + "\n").utf8)
    }
    (self.readsToFailure, self.isReady) = (readsToFailure, isReady)
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    defer { reads += 1 }
    guard reads < readsToFailure else { throw Failure() }
    guard reads < chunks.count else { return 0 }
    buffer.copyBytes(from: chunks[reads])
    return chunks[reads].count
  }
}
