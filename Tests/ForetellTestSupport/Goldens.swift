import FoundationEssentials

/// A file committed beside the tests, decoded.
public func golden<T: Decodable>(
  _ name: String, as type: T.Type, beside file: String = #filePath
) throws -> T {
  let folder = file.split(separator: "/").dropLast().joined(separator: "/")
  let data = try Data(contentsOf: URL(filePath: "/\(folder)/Goldens/\(name)"))
  return try JSONDecoder().decode(type, from: data)
}
