/// `(ŷ − y)²`.
struct SquaredError: Objective {
  func sum<S>(_ rows: LossRows<S>) -> Double {
    rows.kernels.squaredError(
      rows.elements, rows.outputs, rows.targets, rows.weights, rows.scale, rows.slopes)
  }
}

/// `under·(y − ŷ)` below the target, `over·(ŷ − y)` above it.
struct PinballError: Objective {
  let under: Double
  let over: Double

  func validate() throws(NetworkError) {
    guard !(under > 0 && over > 0) else { return }
    throw NetworkError(
      .configuration, "the quantile of the loss is \(under)",
      remedy: "it must lie between 0 and 1")
  }

  func sum<S>(_ rows: LossRows<S>) -> Double {
    rows.kernels.pinballError(
      rows.elements, rows.outputs, rows.targets, rows.weights, under, over, rows.scale,
      rows.slopes)
  }
}

/// A square within δ, straight lines beyond (Huber 1964).
struct HuberError: Objective {
  let delta: Double

  func validate() throws(NetworkError) {
    guard !(delta > 0 && delta.isFinite) else { return }
    throw NetworkError(
      .configuration, "the bend of Huber's loss is \(delta)", remedy: "it must be above 0")
  }

  func sum<S>(_ rows: LossRows<S>) -> Double {
    rows.kernels.huberError(
      rows.elements, rows.outputs, rows.targets, rows.weights, delta, rows.scale, rows.slopes)
  }
}
