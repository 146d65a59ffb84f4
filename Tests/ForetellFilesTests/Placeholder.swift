import Testing

@Suite struct FilesPlaceholder {
  @Test func placeholder() { #expect(1 + 1 == 2) }
}
