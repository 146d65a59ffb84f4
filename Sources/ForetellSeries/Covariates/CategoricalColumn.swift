/// Labels over time, each distinct one stored once.
///
/// A column of a million labels costs four megabytes, however long the labels are. Two columns are
/// equal where their labels are.
public struct CategoricalColumn: Sendable {
  /// The distinct labels.
  public private(set) var levels: [String]
  /// The place of each label among ``levels``; −1 where one is missing.
  public private(set) var codes: [Int32]

  /// A column of labels, nil where one is missing.
  public init(_ labels: some Sequence<String?>) {
    var places: [String: Int32] = [:]
    levels = []
    codes = []
    for label in labels {
      guard let label else {
        codes.append(-1)
        continue
      }
      if let place = places[label] {
        codes.append(place)
      } else {
        let place = Int32(truncatingIfNeeded: levels.count)
        places[label] = place
        levels.append(label)
        codes.append(place)
      }
    }
  }

  /// A column from its parts.
  ///
  /// - Precondition: each code is −1 or a place among the levels, which are distinct.
  package init(levels: [String], codes: [Int32]) {
    self.levels = levels
    self.codes = codes
  }

  public var count: Int { codes.count }

  /// The label at a place, or nil where it is missing.
  public subscript(place: Int) -> String? {
    codes[place] < 0 ? nil : levels[Int(codes[place])]
  }

  /// Parts of the column, one after the other.
  package func gathering(_ parts: some Sequence<Range<Int>>) -> CategoricalColumn {
    CategoricalColumn(levels: levels, codes: parts.flatMap { codes[$0] })
  }

  /// Takes in the labels of another column behind its own.
  package mutating func append(_ other: CategoricalColumn) {
    if levels == other.levels { return codes.append(contentsOf: other.codes) }
    // Two spellings in Unicode of one label are equal as text.
    var places = Dictionary(levels.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    let translated = other.levels.map { label -> Int32 in
      if let place = places[label] { return place }
      let place = Int32(truncatingIfNeeded: levels.count)
      places[label] = place
      levels.append(label)
      return place
    }
    codes.append(contentsOf: other.codes.map { $0 < 0 ? -1 : translated[Int($0)] })
  }
}

extension CategoricalColumn: Hashable {
  public static func == (left: Self, right: Self) -> Bool {
    guard left.count == right.count else { return false }
    if left.levels == right.levels { return left.codes == right.codes }
    return left.codes.indices.allSatisfy { left[$0] == right[$0] }
  }

  public func hash(into hasher: inout Hasher) {
    for place in codes.indices { hasher.combine(self[place]) }
  }
}
