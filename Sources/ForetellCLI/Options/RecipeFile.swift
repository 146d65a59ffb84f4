internal import Foretell
internal import FoundationEssentials

/// A recipe in a JSON file: alone, or within what `foretell inspect --json` prints.
enum RecipeFile {
  /// - Throws: `FileError` where there is no such file, ``ForecastingError`` with `.recipe` where it holds
  ///   no recipe, or a key that no recipe has.
  static func read(_ path: String) throws -> RecurrentRecipe {
    let bytes = try InputFile.bytes(of: path, limit: 1 << 20)
    do {
      return try JSONDecoder().decode(Document.self, from: Data(bytes)).recipe
    } catch {
      throw ForecastingError(
        .recipe, "\(path) is not the JSON of a recipe: \(reason(of: error))",
        remedy: "foretell inspect MODEL --json prints one of an lstm, gru or rnn")
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// A recipe, or something that holds one under `recipe`.
  private struct Document: Decodable {
    let recipe: RecurrentRecipe

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      let inner = Key(stringValue: "recipe")
      if container.contains(inner) {
        recipe = try container.decode(Document.self, forKey: inner).recipe
        return
      }
      if let key = container.allKeys.first(where: { $0.stringValue == "direction" }) {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: """
            a forecaster runs forward alone: a bidirectional network would learn each step’s target from the \
            later steps of its window, that is, look into the future; foretell impute uses one
            """)
      }
      let name = Key(stringValue: "model")
      if container.contains(Key(stringValue: "foretell_version")), container.contains(name) {
        throw DecodingError.dataCorruptedError(
          forKey: name, in: container,
          debugDescription:
            "\(try container.decode(String.self, forKey: name)) has no recipe that --config takes")
      }
      let known = RecurrentRecipe.fieldNames
      // Keys come in any order; the error is to be the same every time.
      let keys = container.allKeys.sorted { $0.stringValue < $1.stringValue }
      if let unknown = keys.first(where: { !known.contains($0.stringValue) }) {
        throw DecodingError.dataCorruptedError(
          forKey: unknown, in: container,
          debugDescription: "no recipe has it; there are \(known.joined(separator: ", "))")
      }
      recipe = try RecurrentRecipe(from: decoder)
    }
  }

  private static func reason(of error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .keyNotFound(let key, let context): return "\(place(context, key)) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      let place = place(context, nil)
      return place.isEmpty ? context.debugDescription : "\(place): \(context.debugDescription)"
    @unknown default: return "\(error)"
    }
  }

  private static func place(_ context: DecodingError.Context, _ key: (any CodingKey)?) -> String {
    let names = context.codingPath.map(\.stringValue) + [key?.stringValue].compactMap { $0 }
    return names.isEmpty ? "" : "‘\(names.joined(separator: "."))’"
  }
}
