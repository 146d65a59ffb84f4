internal import ArgumentParser
internal import Foretell
internal import FoundationEssentials

/// What went wrong, for the person who can mend it: a message, a place, and an exit code.
struct Complaint {
  let exitCode: Int32
  private let message: String
  private let details: Details
  /// Whether the one document on standard output has been written before.
  private var isToldAfterResult = false

  /// The parts that a program reads.
  private struct Details: Encodable {
    var code: String
    var message: String
    var path: String?
    var line: Int?
    var column: String?
    var series: String?
    var timestamp: String?
    var remedy: String?
  }

  private struct Document: Encodable {
    let error: Details
    let exit_code: Int32
  }

  init(_ error: any Error) {
    var details = Details(code: "internal", message: String(describing: error))
    switch error {
    case let error as FileError:
      exitCode = 4
      details.code = error.code.rawValue
      details.path = error.path
    case let error as CSVError:
      exitCode = 5
      details = Details(
        code: error.code.rawValue, message: error.message, path: error.path, line: error.line,
        column: error.column, series: error.series,
        timestamp: error.timestamp?.description, remedy: error.remedy)
    case let error as SeriesError:
      exitCode = 5
      details = Details(
        code: error.code.rawValue, message: error.message, series: error.series,
        timestamp: error.timestamp?.description, remedy: error.remedy)
    case let error as ForecastingError:
      exitCode = [.recipe, .horizon, .memory].contains(error.code) ? 2 : 5
      details = Details(
        code: error.code.rawValue, message: error.message, column: error.column,
        series: error.series, timestamp: error.timestamp?.description, remedy: error.remedy)
    case let error as NetworkError:
      exitCode = error.code == .nonFiniteLoss ? 5 : 2
      details = Details(code: error.code.rawValue, message: error.message, remedy: error.remedy)
    case let error as BacktestError:
      let codes: [BacktestError.Code: Int32] = [
        .noFolds: 5, .grid: 5, .timeLimit: 130,
      ]
      exitCode = codes[error.code] ?? 2
      details = Details(code: error.code.rawValue, message: error.message, remedy: error.remedy)
    case let error as SilentCandidates:
      exitCode = 5
      isToldAfterResult = true
      details = Details(code: "candidates", message: error.description)
    case let error as GateFailure:
      exitCode = 3
      isToldAfterResult = true
      details = Details(code: "gate", message: error.description)
    case let error as ModelFileError:
      exitCode = 6
      details.code = error.code.rawValue
      details.path = error.path
    case let error as Interruption:
      exitCode = 130
      details = Details(code: "interrupted", message: error.description)
    case is CancellationError:
      exitCode = 130
      details = Details(code: "interrupted", message: "interrupted; nothing was written")
    default:
      let usage = ForetellCommand.exitCode(for: error)
      let isUsage = usage == .validationFailure
      exitCode = usage.isSuccess ? 0 : isUsage ? 2 : 1
      details.code = isUsage ? "usage" : "internal"
      details.message = ForetellCommand.message(for: error)
      message =
        usage.isSuccess || isUsage ? ForetellCommand.fullMessage(for: error) : details.message
      self.details = details
      return
    }
    message =
      "foretell: " + (error is CancellationError ? details.message : String(describing: error))
    self.details = details
  }

  /// Help and version go to standard output, complaints to standard error; with `--json` they are a
  /// document on standard output.
  func write(asJSON: Bool) {
    if exitCode == 0 { return Console.write(message, to: .output) }
    guard asJSON, !isToldAfterResult else {
      return Console.write(Console.printable(message), to: .error)
    }
    let document = Document(error: details, exit_code: exitCode)
    let text = (try? JSONText.string(from: document)) ?? message
    Console.write(text, to: .output)
  }
}
