/// A table of learned vectors for a categorical input: category k enters the network as row k.
///
///     x = [numeric inputs, E₁[k₁], E₂[k₂], …]      Eᵢ of shape [categories + 1, width]
///
/// Row 0 stands for whatever is not among the known categories, which have the numbers from 1 on. It begins
/// at zero and is learned like any other where training shows it. Source: Bengio et al. 2003; for
/// categories of tables Guo & Berkhahn 2016.
public struct Embedding: Codable, Hashable, Sendable {
  /// Known categories, n.
  public var categories: Int
  /// Numbers that stand for a category.
  public var width: Int

  /// A table for `categories` known categories, of the usual width where none is given.
  public init(categories: Int, width: Int? = nil) {
    self.categories = categories
    self.width = width ?? Self.width(forCategories: categories)
  }

  /// `min(50, round(1.6·n^0.56))`, at least 1.
  ///
  /// Source: fastai's rule of thumb (Howard & Gugger 2020).
  public static func width(forCategories n: Int) -> Int {
    max(1, min(50, Int((1.6 * Elementary.power(Double(max(1, n)), 0.56)).rounded())))
  }

  /// Rows of the table: the known categories and the unknown one.
  public var rows: Int { categories + 1 }

  /// Refuses sizes that no table has.
  func validate() throws(NetworkError) {
    guard (1...16_777_215).contains(categories), (1...4096).contains(width) else {
      throw NetworkError(
        .configuration, "an embedding has \(categories) categories and a width of \(width)",
        remedy: "it needs at least 1 of each, at most 16777215 and 4096")
    }
  }
}
