import ForetellFiles
import ForetellTestSupport
import Testing

@Suite struct InputFileTests {
  @Test func missingFileIsNamed() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/nothing"
      let error = #expect(throws: FileError.self) { try InputFile.bytes(of: path) }
      #expect(error?.code == .notFound)
      #expect(error?.description == "‘\(path)’ does not exist")
    }
  }

  @Test func folderIsNoFile() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: FileError.self) { try InputFile.bytes(of: folder) }
      #expect(error?.code == .isDirectory)
    }
  }

  @Test func pathThroughAFileIsNotFound() throws {
    try withTemporaryFolder { folder in
      try OutputFile.write(to: folder + "/file") { (file) throws(FileError) in try file.write("x") }
      let error = #expect(throws: FileError.self) {
        try InputFile.bytes(of: folder + "/file/below")
      }
      #expect(error?.code == .notFound)
    }
  }

  @Test func sizeOfAFileIsKnownAndThatOfADeviceIsNot() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/file"
      try OutputFile.write(to: path) { (file) throws(FileError) in try file.write("12345") }
      #expect(try InputFile(path: path).size == 5)
      #expect(try InputFile(path: "/dev/null").size == nil)
      #expect(try InputFile.bytes(of: "/dev/null").isEmpty)
    }
  }

  @Test(arguments: [(99_999, true), (100_000, false)])
  func limitRefusesOnlyLargerFiles(_ limit: Int, _ isRefused: Bool) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/file"
      try OutputFile.write(to: path) { (file) throws(FileError) in
        try file.write(repeatElement(UInt8(7), count: 100_000))
      }
      let found = try? InputFile.bytes(of: path, limit: limit)
      #expect((found == nil) == isRefused)
    }
  }
}

@Suite struct CRC32Tests {
  /// The check value of CRC-32/ISO-HDLC, and numbers from zlib.
  @Test(arguments: [
    ("123456789", UInt32(0xCBF4_3926)), ("", 0), ("a", 0xE8B7_BE43),
    ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
  ])
  func agreesWithZlib(_ text: String, _ expected: UInt32) {
    #expect(CRC32.checksum(of: Array(text.utf8)) == expected)
  }

  @Test func partsGiveTheChecksumOfTheWhole() {
    let bytes = Array("123456789".utf8)
    for cut in 0...bytes.count {
      var crc = CRC32()
      bytes[..<cut].withUnsafeBytes { crc.update($0) }
      bytes[cut...].withUnsafeBytes { crc.update($0) }
      #expect(crc.value == 0xCBF4_3926)
    }
  }
}
