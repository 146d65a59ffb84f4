import Testing

@Suite struct ForecastingPlaceholder {
  @Test func placeholder() { #expect(1 + 1 == 2) }
}
