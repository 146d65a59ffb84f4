import Testing

@Suite struct WindowingPlaceholder {
  @Test func placeholder() { #expect(1 + 1 == 2) }
}
