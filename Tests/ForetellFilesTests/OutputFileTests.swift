import Foundation
import ForetellFiles
import ForetellTestSupport
import Testing

/// A file is written whole or not at all, and what stood around it stays.
@Suite struct OutputFileTests {
  private struct Interruption: Error {}

  private static func write(_ text: String, to path: String) throws {
    try OutputFile.write(to: path) { (file) throws(FileError) in try file.write(text) }
  }

  private static func text(at path: String) throws -> String {
    String(decoding: try InputFile.bytes(of: path), as: UTF8.self)
  }

  private static func code(_ body: () throws -> Void) -> FileError.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? FileError)?.code
    }
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 200_001])
  func whatIsWrittenIsReadBack(_ size: Int) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/file"
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try OutputFile.write(to: path) { (file) throws(FileError) in
        for start in stride(from: 0, to: size, by: 1000) {
          try file.write(bytes[start..<min(size, start + 1000)])
        }
      }
      #expect(try InputFile.bytes(of: path) == bytes)
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test func failureInTheMiddleLeavesTheOldFileAndNoTemporary() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model"
      try Self.write("old", to: path)
      #expect(throws: Interruption.self) {
        try OutputFile.write(to: path) { file in
          try file.write(String(repeating: "new", count: 100_000))
          throw Interruption()
        }
      }
      #expect(try Self.text(at: path) == "old")
      #expect(try names(in: folder) == ["model"])
    }
  }

  @Test func failureLeavesNothingWhereNothingWas() throws {
    try withTemporaryFolder { folder in
      #expect(throws: Interruption.self) {
        try OutputFile.write(to: folder + "/model") { file in throw Interruption() }
      }
      let left = try names(in: folder)
      #expect(left.isEmpty)
    }
  }

  @Test func oldFileIsWholeUntilTheNewOneIs() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/model"
      try Self.write("old", to: path)
      try OutputFile.write(to: path) { file in
        try file.write(String(repeating: "new", count: 100_000))
        #expect(try Self.text(at: path) == "old")
      }
      #expect(try Self.text(at: path).count == 300_000)
    }
  }

  @Test func linkStaysALinkToTheNewFile() throws {
    try withTemporaryFolder { folder in
      let (target, link) = (folder + "/elsewhere/target", folder + "/link")
      try FileManager.default.createDirectory(
        atPath: folder + "/elsewhere", withIntermediateDirectories: false)
      try Self.write("old", to: target)
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: "elsewhere/target")
      try Self.write("new", to: link)
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: link) == "elsewhere/target")
      #expect(try Self.text(at: target) == "new")
      #expect(try names(in: folder + "/elsewhere") == ["target"])
    }
  }

  /// Such a link is made by whoever prepares a place for a result on another disk.
  @Test func linkToNothingYetStaysALink() throws {
    try withTemporaryFolder { folder in
      let link = folder + "/link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target")
      try Self.write("new", to: link)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "target")
      #expect(try Self.text(at: folder + "/target") == "new")
      #expect(try names(in: folder) == ["link", "target"])
    }
  }

  @Test(arguments: [0o600, 0o640, 0o755])
  func permissionsAreKept(_ permissions: Int) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/file"
      try Self.write("old", to: path)
      try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
      try Self.write("new", to: path)
      let found = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect((found as? NSNumber)?.intValue == permissions)
    }
  }

  @Test func directoryIsNoTarget() throws {
    try withTemporaryFolder { folder in
      #expect(Self.code { try Self.write("x", to: folder) } == .isDirectory)
      #expect(Self.code { try OutputFile.checkWritable(folder) } == .isDirectory)
      let left = try names(in: folder)
      #expect(left.isEmpty)
    }
  }

  @Test func missingFolderIsNamed() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/nowhere/file"
      let error = #expect(throws: FileError.self) { try Self.write("x", to: path) }
      #expect(error?.code == .unwritable)
      #expect(error?.description.contains(path) == true)
      #expect(Self.code { try OutputFile.checkWritable(path) } == .unwritable)
    }
  }

  #if os(Linux)
    @Test(arguments: [1, 100_000])
    func fullDiskIsAnError(_ size: Int) throws {
      let text = String(repeating: "x", count: size)
      let error = #expect(throws: FileError.self) { try Self.write(text, to: "/dev/full") }
      #expect(error?.code == .unwritable)
      #expect(error?.path == "/dev/full")
    }
  #endif

  @Test func placeThatCanBeWrittenToIsAccepted() throws {
    try withTemporaryFolder { folder in
      try OutputFile.checkWritable(folder + "/file")
      try OutputFile.checkWritable("-")
      let left = try names(in: folder)
      #expect(left.isEmpty)
    }
  }
}
