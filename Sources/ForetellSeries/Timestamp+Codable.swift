extension Timestamp: Codable {
  private enum CodingKeys: String, CodingKey { case value, offsetMinutes, isIndex }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let value = try container.decode(Int.self, forKey: .value)
    let offset = try container.decodeIfPresent(Int.self, forKey: .offsetMinutes)
    let isIndex = try container.decodeIfPresent(Bool.self, forKey: .isIndex) ?? false
    let zone = offset.map { Zone.offset(minutes: $0) } ?? .unspecified
    guard (-1440...1440).contains(offset ?? 0),
      let stamp = isIndex
        ? Timestamp(index: value) : Timestamp(secondsSince1970: value, zone: zone)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .value, in: container, debugDescription: "no stamp within the years 1 … 9999")
    }
    self = stamp
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(value, forKey: .value)
    if case .offset(let minutes) = zone { try container.encode(minutes, forKey: .offsetMinutes) }
    try container.encode(isIndex, forKey: .isIndex)
  }
}
