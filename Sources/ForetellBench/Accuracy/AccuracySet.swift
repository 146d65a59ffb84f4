internal import ArgumentParser
internal import Foretell

/// A set of a competition: groups of one frequency each, which are trained on by themselves.
struct AccuracySet {
  struct Group {
    /// The name of its files.
    let name: String
    let task: Task
    let anchors: [AccuracyAnchor]
  }

  enum Task {
    /// Steps in a season for the methods, and those at which MASE looks back.
    case competition(seasonLength: Int, maseLength: Int)
    case longHorizon(LongHorizonSettings)
  }

  /// What is said of all groups together.
  enum Summary {
    case nothing
    /// sMAPE, each group weighted by the values that are forecast.
    case weightedSMAPE([AccuracyAnchor])
    /// The mean OWA, without the groups named.
    case meanOWA(without: Set<String>)
  }

  let name: String
  var groups: [Group]
  var summary = Summary.nothing

  /// The line over all groups, where the set has one and all of its groups are there.
  /// - Parameter lines: of one recipe, part and seed.
  func summary(of lines: [AccuracyLine]) -> AccuracyLine? {
    guard lines.count == groups.count, let first = lines.first else { return nil }
    var counted = lines
    if case .meanOWA(let without) = summary {
      counted.removeAll { without.contains($0.group) || $0.owa == nil }
    }
    var all = AccuracyLine(
      set: name, group: "all", recipe: first.recipe, part: first.part, settings: first.settings,
      series: counted.map(\.series).reduce(0, +), pool: "each group alone", seed: first.seed)
    switch summary {
    case .nothing: return nil
    case .weightedSMAPE(let anchors):
      let weights = lines.map { Double($0.series * ($0.horizon ?? 0)) }
      let sums = zip(lines, weights).map { ($0.smape ?? .nan) * $1 }
      all.smape = (sums.reduce(0, +) / weights.reduce(0, +)).rounded(to: 3)
      all.anchors = anchors
    case .meanOWA:
      let scores = counted.compactMap(\.owa)
      guard !scores.isEmpty else { return nil }
      all.owa = scores.mean.rounded(to: 4)
    }
    all.seconds = lines.map(\.seconds).reduce(0, +).rounded(to: 1)
    all.peak_megabytes = lines.map(\.peak_megabytes).max() ?? 0
    return all
  }
}

extension [AccuracySet] {
  /// Only the groups named, and the sets that hold any; nil is all.
  func restricted(to names: [String]?) throws -> [AccuracySet] {
    guard let names else { return self }
    let known = flatMap(\.groups).map(\.name)
    for name in names where !known.contains(name) {
      throw ValidationError("there is no group ‘\(name)’ in these sets")
    }
    return compactMap { set in
      var set = set
      let all = set.groups.count
      set.groups.removeAll { !names.contains($0.name) }
      if set.groups.count < all { set.summary = .nothing }
      return set.groups.isEmpty ? nil : set
    }
  }
}
