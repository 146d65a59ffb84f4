internal import ArgumentParser
internal import Foretell

/// What the harness scores.
enum AccuracyRecipe: String, ExpressibleByArgument, CaseIterable {
  /// The default: the ensemble, with what the last horizon chooses.
  case auto
  /// The ensemble without that choice.
  case ensemble
  /// Its networks alone.
  case networks
  /// A recurrent net over segments, as ett names its settings.
  case segments
  /// Networks pretrained on synthetic series.
  case zero
  /// The same, tuned on the group.
  case tuned
  /// The command's `--model lstm`.
  case lstm
  case theta, naive2
  case autoETS = "auto-ets"
  case seasonalNaive = "seasonal-naive"

  var classicalMethod: ClassicalMethod? { ClassicalMethod(rawValue: rawValue) }

  /// Whether another seed gives another forecast.
  var isSeeded: Bool { classicalMethod == nil && self != .seasonalNaive && self != .zero }

  /// Whether it is one of auto's parts, which a variant changes.
  var isEnsemble: Bool { [.auto, .ensemble, .networks].contains(self) }

  /// What is run on a set: ett has a recipe of its own, which stands there for the default. (The default itself is
  /// fitted there as `ensemble`, once for all origins.)
  func recipe(on set: AccuracySet) -> AccuracyRecipe? {
    guard set.name == "ett" else { return self == .segments ? nil : self }
    if self == .ensemble || self == .networks { return self }
    return self == .auto || self == .segments ? .segments : nil
  }
}

/// Seconds, minutes or hours, such as 90s, 10m or 1h.
struct BudgetArgument: ExpressibleByArgument {
  let seconds: Double

  init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    guard let unit = argument.last.flatMap({ units[$0] }),
      let number = Double(argument.dropLast()), number > 0, number.isFinite
    else { return nil }
    seconds = number * unit
  }
}
