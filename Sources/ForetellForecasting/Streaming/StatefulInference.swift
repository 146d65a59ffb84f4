internal import ForetellNetworks
internal import ForetellNormalization

/// Forecasts after series that are read from their beginning: the mean over members, on the original scale.
struct StatefulInference {
  private let reader: SequenceReader
  private let scaled: ScaledPanel

  init(_ resolved: ResolvedRecipe, scaled: ScaledPanel) throws {
    self.scaled = scaled
    reader = try SequenceReader(resolved, scaled: scaled)
  }

  /// The outputs' steps after each origin of each reading.
  func forecasts(
    after readings: [SequenceReading], members: [Parameters<Float>]
  ) throws -> [[[Double]]] {
    let outputs = try members.map { try reader.outputs(of: readings, parameters: $0) }
    return readings.indices.map { place in
      readings[place].origins.indices.map { number in
        let normalizer = outputs[0][place][number].normalizer
          .after(scaled.normalizers[readings[place].series])
        return scaled.scaling.meanForecast(
          of: outputs.map { $0[place][number].outputs }, normalizer)
      }
    }
  }
}

extension Scaling {
  /// What members gave, on the original scale, averaged.
  func meanForecast(of outputs: [[Float]], _ normalizer: Normalizer) -> [Double] {
    (outputs.first ?? []).indices.map { step in
      outputs.reduce(0.0) { sum, output in
        let value = normalizer.restore(Normalized(Double(output[step]) / gain.output))
        // Divided before they are added: the sum of two numbers of 10³⁰⁸ is infinite.
        return sum + value / Double(outputs.count)
      }
    }
  }
}
