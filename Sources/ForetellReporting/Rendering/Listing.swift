extension Array where Element == String {
  /// The first texts, and how many more there are.
  func listing(first count: Int) -> [String] {
    guard self.count > count else { return self }
    return prefix(count) + ["… and \(NumberText.count(self.count - count)) more."]
  }
}

extension Array where Element == Int {
  /// Rising numbers with those that follow each other as ranges: `1–4, 7`.
  var ranges: String {
    var runs: [(first: Int, last: Int)] = []
    for number in self {
      if let run = runs.last, run.last + 1 == number {
        runs[runs.count - 1].last = number
      } else {
        runs.append((number, number))
      }
    }
    return runs.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)–\($0.last)" }
      .joined(separator: ", ")
  }
}

extension String {
  /// The longest name that a table or a title has room for.
  static let longestName = 40

  /// The beginning and the end of a long name, with … between them.
  var shortened: String {
    guard count > Self.longestName else { return self }
    let half = (Self.longestName - 1) / 2
    return prefix(half) + "…" + suffix(half)
  }
}
