import Foundation
import ForetellNormalization
import Testing

/// Chains with their scopes, as words and as files.
@Suite struct NormalizationTests {
  private static let scopes = NormalizationScope.allCases

  @Test(arguments: scopes, scopes)
  func scopesMayNotWiden(_ first: NormalizationScope, _ second: NormalizationScope) {
    let chain = Normalization([.init(.log, over: first), .init(.standard, over: second)])
    let order = [NormalizationScope.panel: 0, .series: 1, .window: 2]
    let widens = (order[first] ?? 0) > (order[second] ?? 0)
    #expect((chain == nil) == widens)
    let text = "log@\(first.rawValue),standard@\(second.rawValue)"
    #expect((Normalization(text) == nil) == widens)
  }

  @Test func storedChainMayNotWidenEither() throws {
    let json = """
      {"stages":[{"method":"level","scope":"window"},{"method":"standard","scope":"series"}]}
      """
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Normalization.self, from: Data(json.utf8))
    }
  }

  private static let chains = [
    "identity@panel", "log@series,standard@series,level@window", "min-max@panel,robust@series",
    "mean-absolute@window", "",
  ]

  @Test(arguments: chains)
  func descriptionIsReadBack(_ text: String) throws {
    let chain = try #require(Normalization(text))
    #expect(chain.description == text)
    #expect(Normalization(chain.description) == chain)
  }

  @Test(arguments: chains)
  func chainIsDecodedAsItWasEncoded(_ text: String) throws {
    let chain = try #require(Normalization(text))
    let data = try JSONEncoder().encode(chain)
    #expect(try JSONDecoder().decode(Normalization.self, from: data) == chain)
  }

  @Test func scopeIsTheSeriesUnlessNamed() {
    #expect(Normalization("standard") == Normalization(.standard, over: .series))
  }

  @Test(arguments: [
    "standrad", "standard@", "@series", "standard@window@series", "standard@everywhere",
    "standard series", "level@window,standard@series", " standard",
  ])
  func otherWordsAreRefused(_ text: String) { #expect(Normalization(text) == nil) }

  @Test func methodsAreFoundByScopeInOrder() throws {
    let chain = try #require(Normalization("log@panel,robust@series,standard@series,level@window"))
    #expect(chain.methods(over: .panel) == [.log])
    #expect(chain.methods(over: .series) == [.robust, .standard])
    #expect(chain.methods(over: .window) == [.level])
  }

  @Test(arguments: Slice.all, Chain.all)
  func normalizerIsDecodedToTheBit(_ slice: Slice, _ chain: Chain) throws {
    let normalizer = Normalizer(chain.methods, fittedTo: slice.values)
    let data = try JSONEncoder().encode(normalizer)
    #expect(try JSONDecoder().decode(Normalizer.self, from: data) == normalizer)
  }
}
