extension Array where Element == String {
  /// The first texts, and how many more there are.
  func listing(first count: Int) -> [String] {
    guard self.count > count else { return self }
    return prefix(count) + ["… and \(NumberText.count(self.count - count)) more."]
  }
}
