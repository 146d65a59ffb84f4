internal import ArgumentParser
internal import Foretell

/// What `--dilations` says.
enum DilationsArgument {
  static func read(_ text: String) throws -> Dilations {
    guard let dilations = Dilations(text) else {
      throw ValidationError(
        "‘\(text)’ are no dilations; say steps of 1 or more, separated by commas and in blocks by /, such as "
          + "1,3/6,12, or season.")
    }
    return dilations
  }

  /// A layer goes with each dilation.
  static func check(_ dilations: Dilations, layers: Int) throws {
    switch dilations {
    case .season:
      throw ValidationError(
        "--layers \(layers) and --dilations season contradict each other: the season says how many layers there "
          + "are; leave --layers out.")
    case .blocks(let blocks):
      let count = blocks.reduce(0) { $0 + $1.count }
      guard count == layers else {
        throw ValidationError(
          "--layers \(layers) and \(count) --dilations contradict each other: a layer goes with each; leave "
            + "--layers out.")
      }
    }
  }
}
