internal import Foretell

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The two streams of the process and the terminals they may be.
enum Console {
  enum Stream {
    case output
    case error

    var descriptor: Int32 { self == .output ? STDOUT_FILENO : STDERR_FILENO }
  }

  static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.descriptor) == 1 }

  /// Columns of the terminal, or 80 where there is none.
  static func width(of stream: Stream) -> Int {
    var size = winsize()
    guard ioctl(stream.descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Whether colours are wanted: on a terminal, unless `NO_COLOR` is set.
  static func hasColours(_ stream: Stream) -> Bool {
    isTerminal(stream) && getenv("NO_COLOR") == nil
  }

  /// A text of a file without its control characters, which a terminal would obey.
  static func printable(_ text: String) -> String {
    String(
      text.unicodeScalars.map { scalar -> Character in
        let isControl = scalar.properties.generalCategory == .control && scalar != "\n"
        return isControl ? "�" : Character(scalar)
      })
  }

  /// Writes a result and a line feed to standard output.
  ///
  /// - Throws: `FileError` where it cannot be written: unlike a note, a result must not be lost silently.
  static func writeResult(_ text: String) throws {
    try OutputFile.write(to: "-") { (file: inout OutputFile) throws(FileError) in
      try file.write(text + "\n")
    }
  }

  /// Writes a text and a line feed.
  ///
  /// That a note cannot be written is no reason to fail.
  static func write(_ text: String, to stream: Stream, terminator: String = "\n") {
    let bytes = Array((text + terminator).utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        #if canImport(Darwin)
          Darwin.write(stream.descriptor, $0.baseAddress, $0.count)
        #elseif canImport(Musl)
          Musl.write(stream.descriptor, $0.baseAddress, $0.count)
        #else
          Glibc.write(stream.descriptor, $0.baseAddress, $0.count)
        #endif
      }
      if count > 0 { written += count } else if errno != EINTR { return }
    }
  }
}
