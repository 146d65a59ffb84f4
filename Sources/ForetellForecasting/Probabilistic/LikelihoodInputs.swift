/// What a step sees: values before it, how old the series is, and how large its values are.
struct LikelihoodInputs {
  let lags: [Int]
  let logUnit: ResolvedLikelihood.LogUnit

  init(_ resolved: ResolvedLikelihood) {
    lags = resolved.lags
    logUnit = resolved.logUnit
  }

  /// Features of a step.
  static func size(lags: Int) -> Int { lags + 3 }
  var size: Int { Self.size(lags: lags.count) }

  /// The features of the step at a position of a series, which is the number of values before it.
  ///
  /// - Parameter value: the value at a position, scaled; asked for positions from 0 on.
  func fill(
    _ inputs: UnsafeMutableBufferPointer<Float>, position: Int, scale: WindowScale,
    value: (Int) -> Float
  ) {
    for (place, lag) in lags.enumerated() {
      inputs[place] = position >= lag ? value(position - lag) : 0
    }
    let age = Elementary.ln(Double(1 + max(0, position)))
    let size = (Elementary.ln(scale.unit) - logUnit.mean) / logUnit.spread
    inputs[lags.count] = Float((age - 4) / 2)
    inputs[lags.count + 1] = Float(max(-4, min(4, size)))
    inputs[lags.count + 2] = Float(
      Elementary.inverseHyperbolicSine(scale.centre / scale.unit) / 3)
  }
}
