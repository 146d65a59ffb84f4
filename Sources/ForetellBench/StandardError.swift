#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The stream for people, beside the JSON lines.
enum StandardError {
  /// That a table cannot be written is no reason to fail: its lines are.
  static func write(_ text: String) {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        #if canImport(Glibc)
          Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
        #elseif canImport(Musl)
          Musl.write(STDERR_FILENO, $0.baseAddress, $0.count)
        #else
          Darwin.write(STDERR_FILENO, $0.baseAddress, $0.count)
        #endif
      }
      if count < 0 && errno != EINTR { return }
      written += max(0, count)
    }
  }
}
