internal import Foretell
internal import FoundationEssentials

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A stream at work: rows from standard input, a row out for each, and the state kept at the end.
struct StreamSession {
  var stream: StreamingForecaster
  let format: TimestampFormat
  let keepsGoing: Bool
  var notes: Notes
  private var answered = 0
  private var passedOver = 0

  init(
    stream: StreamingForecaster, format: TimestampFormat, keepsGoing: Bool, notes: Notes
  ) {
    self.stream = stream
    self.format = format
    self.keepsGoing = keepsGoing
    self.notes = notes
  }

  /// Answers every row until the input ends, nobody reads the answers any more, or the work is interrupted.
  ///
  /// However it ends, the state is kept up to the last row that was answered.
  mutating func run(
    following schema: CSVSchema, _ options: CSVOptions, keeping path: String?
  ) throws {
    // A reader that goes away is no reason to die: the write says so.
    signal(SIGPIPE, SIG_IGN)
    var trouble: (any Error)?
    do {
      try answer(following: schema, options)
    } catch {
      trouble = error
    }
    if let path { try StreamStateFile.write(stream.state, to: path) }
    if passedOver > 0 { notes.add("note: \(passedOver) rows were passed over") }
    guard let trouble else { return }
    if trouble is CancellationError { throw Interruption(afterRows: answered, keptIn: path) }
    // Whoever read the answers has all that was wanted.
    if let error = trouble as? FileError, error.code == .pipeClosed { return }
    throw trouble
  }

  private mutating func answer(following schema: CSVSchema, _ options: CSVOptions) throws {
    let input = try CSVStream(path: "-", following: schema, options: options) {
      Task.isCancelled
    }
    var writer = CSVWriter()
    for column in header { writer.append(column) }
    writer.endRow()
    try send(writer)
    while let records = try input.next() {
      for record in records {
        try Task.checkCancellation()
        do {
          for value in try input.values(of: record) {
            try send(try answer(to: value))
            answered += 1
          }
        } catch let error as CSVError where keepsGoing {
          passedOver += 1
          notes.add("passed over: \(error)")
        }
      }
    }
  }

  /// The row that answers a value.
  private mutating func answer(to value: CSVStream.Value) throws -> CSVWriter {
    var writer = CSVWriter()
    let forecast: Forecast.Series?
    do {
      forecast = try stream.update(
        with: Observation(
          series: value.series, timestamp: value.timestamp, value: value.value))
    } catch let error as ForecastingError {
      throw CSVError(
        CSVError.Code(rawValue: error.code.rawValue), error.message, path: "-", line: value.line,
        series: error.series, timestamp: error.timestamp, remedy: error.remedy)
    }
    writer.append(value.series)
    writer.append(format.string(from: value.timestamp))
    for step in 0..<stream.request.horizon { writer.append(forecast?.values[step] ?? .nan) }
    for (place, _) in stream.request.levels.enumerated() {
      for step in 0..<stream.request.horizon {
        let interval = forecast?.intervals.dropFirst(place).first
        writer.append(interval?.lower[step] ?? .nan)
        writer.append(interval?.upper[step] ?? .nan)
      }
    }
    writer.endRow()
    return writer
  }

  private var header: [String] {
    let steps = (1...stream.request.horizon).map { "\(stream.name)+\($0)" }
    let bounds = stream.request.levels.flatMap { level in
      steps.flatMap { step in ["lo", "hi"].map { "\(step)-\($0)-\(ForecastWriter.text(level))" } }
    }
    return ["unique_id", "ds"] + steps + bounds
  }

  /// Hands a row over at once.
  private func send(_ row: CSVWriter) throws {
    let bytes = row.bytes
    try OutputFile.write(to: "-") { (file: inout OutputFile) throws(FileError) in
      try file.write(bytes)
    }
  }
}

/// The state of a stream as a file of JSON.
enum StreamStateFile {
  /// nil where there is no such file yet.
  static func read(_ path: String) throws -> StreamingState? {
    guard try exists(path) else { return nil }
    let bytes = try InputFile.bytes(of: path)
    guard let state = try? JSONDecoder().decode(StreamingState.self, from: Data(bytes)) else {
      throw ForecastingError(
        .otherState, "\(path) is not the state of a stream, or is damaged",
        remedy: "remove it, and begin anew with --from and the history")
    }
    return state
  }

  /// Whether there is a file; where there is none, it must be possible to write one.
  private static func exists(_ path: String) throws -> Bool {
    do {
      _ = try InputFile(path: path)
      return true
    } catch {
      guard error.code == .notFound else { throw error }
      try OutputFile.checkWritable(path)
      return false
    }
  }

  static func write(_ state: StreamingState, to path: String) throws {
    // Without the line a number that JSON for people has.
    let bytes = try JSONEncoder().encode(state)
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      try file.write(bytes)
    }
  }
}
