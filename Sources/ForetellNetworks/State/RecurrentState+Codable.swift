extension RecurrentState: Codable where Scalar: Codable {
  private enum CodingKeys: String, CodingKey { case network, rows, hidden, cell }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let network = try RecurrentNetwork(
      container.decode(NetworkConfiguration.self, forKey: .network))
    try self.init(
      of: network.configuration, rows: container.decode(Int.self, forKey: .rows),
      hidden: container.decode([Scalar].self, forKey: .hidden),
      cell: container.decodeIfPresent([Scalar].self, forKey: .cell) ?? [])
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(configuration, forKey: .network)
    try container.encode(rows, forKey: .rows)
    try container.encode(hidden, forKey: .hidden)
    if !cell.isEmpty { try container.encode(cell, forKey: .cell) }
  }
}
