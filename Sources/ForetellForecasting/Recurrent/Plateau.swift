package import ForetellNetworks

/// Watches the loss of what is held back, and says when to lower the learning rate.
package struct Plateau {
  private let factor: Double
  private let patience: Int
  private var best = Double.infinity
  private var stale = 0
  /// Numbers of steps after which the rate was lowered.
  private var drops: [Int] = []

  /// nil where the schedule does not wait for plateaus.
  package init?(_ schedule: LearningRateSchedule) {
    guard case .onPlateau(let factor, let patience) = schedule else { return nil }
    (self.factor, self.patience) = (factor, patience)
  }

  /// The same drops where nothing can be looked at.
  package var replay: LearningRateSchedule { .steps(after: drops, factor: factor) }

  /// What to multiply the rate by after a look; nil where it stays.
  package mutating func look(at loss: Double, step: Int) -> Double? {
    if loss < best {
      (best, stale) = (loss, 0)
      return nil
    }
    stale += 1
    guard stale >= patience else { return nil }
    stale = 0
    drops.append(step)
    return factor
  }
}
