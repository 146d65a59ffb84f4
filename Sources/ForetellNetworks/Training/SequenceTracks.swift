public import ForetellRandom

/// How long sequences are dealt out to the rows of batches, for truncated backpropagation through time.
///
/// Each sequence is cut into pieces of `steps` steps, the last as short as need be. All pieces, sequence after
/// sequence, are one circle; it is cut into as many tracks as a batch has rows, and batch k of a pass is
/// piece k of every track. A row begins anew with a new sequence and where its track begins. Every pass turns the
/// circle by another number of pieces, drawn from the stream, so that the tracks begin elsewhere.
public struct SequenceTracks: Sendable {
  /// B, the tracks.
  public let rows: Int
  /// T, the steps of a piece.
  public let steps: Int
  /// Batches of a pass over everything.
  public let batchesPerPass: Int
  private let lengths: [Int]
  /// Pieces before each sequence, and all at the end.
  private let firstPieces: [Int]
  private let random: RandomStream?

  /// What a row sees in a batch.
  public struct Piece: Hashable, Sendable {
    public let sequence: Int
    /// Its steps, within the sequence.
    public let range: Range<Int>
    /// Whether the row begins with zeros.
    public let restarts: Bool
  }

  /// - Parameters:
  ///   - lengths: the steps of each sequence; at least one must have some.
  ///   - random: what turns the circle from pass to pass; without it every pass is the same.
  public init(lengths: [Int], rows: Int, steps: Int, random: RandomStream? = nil) {
    precondition(rows > 0 && steps > 0, "tracks without rows or steps")
    precondition(lengths.contains { $0 > 0 }, "no sequence has a step")
    self.lengths = lengths
    self.rows = rows
    self.steps = steps
    self.random = random
    var places = [0]
    for length in lengths { places.append((places.last ?? 0) + (length + steps - 1) / steps) }
    firstPieces = places
    batchesPerPass = ((places.last ?? 0) + rows - 1) / rows
  }

  /// What row `row` sees in batch `batch`, counted over all passes.
  ///
  /// Where the pieces do not fill the last batch of a pass, they are begun again.
  public subscript(batch: Int, row: Int) -> Piece {
    let (pass, place) = (batch / batchesPerPass, batch % batchesPerPass)
    let pieces = firstPieces[lengths.count]
    let turn = random.map { Int($0.stream(pass)[uniformAt: 0] * Double(pieces)) } ?? 0
    let piece = (row * batchesPerPass + place + turn) % pieces
    let sequence = sequence(of: piece)
    let start = (piece - firstPieces[sequence]) * steps
    return Piece(
      sequence: sequence, range: start..<min(start + steps, lengths[sequence]),
      restarts: place == 0 || start == 0)
  }

  /// The sequence that a piece is of, by bisection.
  private func sequence(of piece: Int) -> Int {
    var (low, high) = (0, lengths.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if firstPieces[middle + 1] > piece { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
