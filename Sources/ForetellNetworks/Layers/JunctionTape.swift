/// What stands between the states of a layer and who reads them: merging of directions and normalization.
///
/// n rows: B·T, or B·R above the top layer, R readouts.
struct JunctionTape<S: BinaryFloatingPoint & Sendable> {
  /// `[n, W]`: gradient of what the layer gives.
  let doutput: UnsafeMutablePointer<S>
  /// `[n, W]`: states less their mean, over their deviation; in training alone.
  let normalized: UnsafeMutablePointer<S>?
  /// `[n]`: one over the deviation.
  let scales: UnsafeMutablePointer<S>

  init(_ slots: JunctionSlots, in arena: Arena<S>) {
    doutput = arena[slots.doutput]
    normalized = slots.normalized.count > 0 ? arena[slots.normalized] : nil
    scales = arena[slots.scales]
  }
}

/// Slots of the arrays of ``JunctionTape``.
struct JunctionSlots {
  let doutput, normalized, scales: ArenaSlot

  init(
    _ configuration: NetworkConfiguration, rows: Int, forTraining: Bool, in plan: inout ArenaPlan
  ) {
    let count = rows * configuration.stateSize
    doutput = plan.reserve(forTraining ? count : 0)
    normalized = plan.reserve(forTraining && configuration.normalizesLayers ? count : 0)
    scales = plan.reserve(configuration.normalizesLayers ? rows : 0)
  }
}
