internal import ArgumentParser
internal import Foretell
internal import FoundationEssentials

/// What is to differ from the default ensemble, to try it.
struct EnsembleVariant {
  var repetitions: Int?
  var blend: Blend?
  var members: [EnsembleMember]?
  /// Whether each member is also scored by itself.
  var eachMember = false
  /// Seconds that fitting may take.
  var budget: Double?
  /// What else a group is trained on.
  var pool: AggregatedPool?
  /// Steps and learning rate of tuned.
  var tuningSteps: Int?
  var tuningRate: Double?
  /// A file of pretrained networks; nil takes those of the binary.
  var pretrained: String?

  func weights() throws -> PretrainedWeights {
    guard let pretrained else { return try Pretrained.weights.get() }
    return try PretrainedWeights(InputFile.bytes(of: pretrained), path: pretrained)
  }

  func apply(to recipe: inout EnsembleRecipe) {
    recipe.repetitions = repetitions ?? recipe.repetitions
    recipe.blend = blend ?? recipe.blend
    recipe.members = members ?? recipe.members
    recipe.budget = budget ?? recipe.budget
  }

  /// Weights such as `theta=0.3,auto-ets=0.3`; empty is the networks alone.
  static func blend(_ text: String) throws -> Blend {
    var weights: [Companion: Double] = [:]
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=").map(String.init)
      guard sides.count == 2, let companion = Companion(rawValue: sides[0]),
        let weight = Double(sides[1]), (0...1).contains(weight)
      else { throw ValidationError("‘\(part)’ is no method with its weight, such as theta=0.3.") }
      weights[companion] = weight
    }
    guard weights.values.reduce(0, +) <= 1 else {
      throw ValidationError("The weights of a blend are more than 1.")
    }
    return Blend(weights)
  }

  static func members(_ path: String) throws -> [EnsembleMember] {
    try JSONDecoder().decode([EnsembleMember].self, from: Data(try InputFile.bytes(of: path)))
  }
}
