import ForetellCSV
import ForetellSeries
import Testing

/// Reads a text in chunks of several sizes and by several threads, which must not matter, and returns
/// the table.
func read(
  _ text: String, _ options: CSVOptions = CSVOptions(),
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> CSVTable {
  try read(bytes: Array(text.utf8), options, sourceLocation: sourceLocation)
}

func read(
  bytes: [UInt8], _ options: CSVOptions = CSVOptions(),
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> CSVTable {
  let reader = CSVReader(options)
  let ways = [(1, 0), (7, 0), (4096, 0), (5, 2), (24, 1), (64, 1), (200, 3)]
  let outcomes = ways.map { size, helpers in
    Result { try reader.read(bytes: bytes, chunkSize: size, helpers: helpers) }
  }
  for outcome in outcomes.dropFirst() {
    #expect(
      description(of: outcome) == description(of: outcomes[0]), "chunk borders matter",
      sourceLocation: sourceLocation)
  }
  return try outcomes[0].get()
}

private func description(of outcome: Result<CSVTable, any Error>) -> String {
  switch outcome {
  case .success(let table):
    "\(bare(table.panel)) \(columns(of: table.panel)) \(table.schema) \(table.repairs) \(table.rowCount) \(String(describing: table.firstMissing))"
  case .failure(let error): "\(error)"
  }
}

private func bare(_ panel: Panel) -> Panel {
  panel.replacing(covariates: [:], categories: [:], future: .some(nil))
}

/// The columns by name: dictionaries have no order.
private func columns(of panel: Panel) -> [String] {
  let (future, facts) = (panel.future, panel.attributes.map { $0.sorted { $0.key < $1.key } })
  return panel.covariates.map { "\($0)" }.sorted() + panel.categories.map { "\($0)" }.sorted()
    + (future?.covariates.map { "\($0)" }.sorted() ?? [])
    + (future?.categories.map { "\($0)" }.sorted() ?? [])
    + ["\(facts) \(future?.offsets ?? [])"]
}

/// The error that reading must end in.
func failure(
  _ text: String, _ options: CSVOptions = CSVOptions(),
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> CSVError {
  try #require(
    throws: CSVError.self, sourceLocation: sourceLocation,
    performing: { _ = try read(text, options) })
}

extension CSVOptions {
  static func with(_ change: (inout CSVOptions) -> Void) -> CSVOptions {
    var options = CSVOptions()
    change(&options)
    return options
  }
}

/// A small generator, so that random tests can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
