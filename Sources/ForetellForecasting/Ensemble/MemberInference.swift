internal import ForetellNetworks
internal import ForetellSeries

/// Forecasts of one trained member after the end of every series.
struct MemberInference {
  private static let mostRows = 256

  let trained: TrainedMember
  let panel: ViewedPanel
  let engine: Engine

  /// The first `horizon` values after each of `series`, one series after the other, on the original scale.
  func forecasts(of series: [Int], horizon: Int) throws -> [Double] {
    let member = trained.member
    let rows = max(1, min(Self.mostRows, series.count))
    let network = try RecurrentNetwork(
      member.network(horizon: trained.horizon, readout: .lastStep))
    let predictor = Predictor(network, steps: member.steps, rows: rows, engine: engine)
    let gatherer = StepGatherer(
      member: member, horizon: trained.horizon, panel: panel, gain: trained.gain)
    var inputs = [Float](repeating: 0, count: member.steps * rows * member.inputSize)
    var results: [Double] = []
    results.reserveCapacity(series.count * horizon)
    for first in stride(from: 0, to: series.count, by: rows) {
      let part = series[first..<min(series.count, first + rows)]
      let frames = inputs.withUnsafeMutableBufferPointer { buffer in
        part.enumerated().map { row, one in
          buffer.baseAddress.map {
            gatherer.fillInputs(
              $0, rows: rows, row: row, series: one, origin: panel.count(of: one))
          }
        }
      }
      let outputs = predictor.outputs(for: inputs, parameters: trained.parameters)
      for (row, one) in part.enumerated() {
        guard let frame = frames[row], let scale = panel.scales[one] else { continue }
        let place = row * network.configuration.outputSize
        for ahead in 0..<horizon {
          let z = restored(outputs[place + ahead], frame, gatherer, series: one, ahead: ahead)
          results.append(scale.value(of: Double(z), at: scale.count + ahead))
        }
      }
    }
    return results
  }

  private func restored(
    _ output: Float, _ frame: StepGatherer.Frame, _ gatherer: StepGatherer, series: Int, ahead: Int
  ) -> Float {
    let change = output * trained.gain.output * frame.scale
    guard trained.member.copiedSeason > 0 else { return frame.anchor + change }
    return panel.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return frame.anchor + change }
      let z = base + panel.starts[series]
      return gatherer.copied(z, at: panel.count(of: series), ahead) + change
    }
  }
}
