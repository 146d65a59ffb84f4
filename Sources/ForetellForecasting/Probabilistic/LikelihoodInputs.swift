internal import ForetellRandom
internal import ForetellSeries

/// What the steps of a panel's series see, in training and in forecasting alike; see ``LikelihoodLayout``.
struct LikelihoodInputs {
  /// A step: the position in its series, which is the number of values before it.
  struct Step {
    let series: Int
    let position: Int
    let scale: WindowScale
  }

  private let layout: LikelihoodLayout
  private let lags: [Int]
  private let logUnit: ResolvedLikelihood.LogUnit
  private let columns: EncodedCovariates?
  /// The number of each series' vector; 0 where it has none.
  private let vectors: [Int32]

  /// - Parameter horizon: steps after the end of each series that will be asked for.
  /// - Throws: ``ForecastingError`` with `.futureMissing` where their known columns are not there, `.covariate` where a
  ///   column or one of its values is missing.
  init(
    _ resolved: ResolvedLikelihood, of panel: Panel, horizon: Int
  ) throws(ForecastingError) {
    layout = resolved.layout
    lags = resolved.lags
    logUnit = resolved.logUnit
    if let encoder = resolved.encoder {
      columns = try encoder.encoded(panel, horizon: horizon)
    } else {
      columns = nil
    }
    let places = Dictionary(
      (resolved.series ?? []).enumerated().map { ($1, Int32($0 + 1)) },
      uniquingKeysWith: { first, _ in first })
    vectors = places.isEmpty ? [] : panel.ids.map { places[$0] ?? 0 }
  }

  /// Numbers and labels of a step.
  var size: Int { layout.numeric }
  var labels: Int { layout.embeddings.count }

  /// Writes the numbers of a step into row `row`.
  ///
  /// - Parameter value: the value at a position, scaled; asked for positions from 0 on.
  func fill(
    _ numbers: inout [Float], row: Int, with step: Step, value: (Int) -> Float
  ) {
    let (position, scale) = (step.position, step.scale)
    numbers.withUnsafeMutableBufferPointer { all in
      let own = UnsafeMutableBufferPointer(rebasing: all[row * size..<(row + 1) * size])
      for (place, lag) in lags.enumerated() {
        own[place] = position >= lag ? value(position - lag) : 0
      }
      let age = Elementary.ln(Double(1 + max(0, position)))
      let unit = (Elementary.ln(scale.unit) - logUnit.mean) / logUnit.spread
      own[lags.count] = Float((age - 4) / 2)
      own[lags.count + 1] = Float(max(-4, min(4, unit)))
      own[lags.count + 2] = Float(Elementary.inverseHyperbolicSine(scale.centre / scale.unit) / 3)
      if let columns { fill(own, from: lags.count + 3, of: step, columns) }
    }
  }

  private func fill(
    _ own: UnsafeMutableBufferPointer<Float>, from first: Int, of step: Step,
    _ columns: EncodedCovariates
  ) {
    var place = first
    /// Nothing is known of a step before its series begins.
    func put(_ numbers: ArraySlice<Float>?, width: Int) {
      for offset in 0..<width {
        own[place] = numbers.map { $0[$0.startIndex + offset] } ?? 0
        place += 1
      }
    }
    func known(at position: Int) -> ArraySlice<Float>? {
      position >= 0 ? columns.known(of: step.series, at: position) : nil
    }
    let layout = columns.layout
    put(known(at: step.position), width: layout.knownWidth)
    for lag in lags {
      put(known(at: step.position - lag), width: layout.known.numeric.count)
    }
    put(columns.fixed(of: step.series), width: layout.fixed.numeric.count)
  }

  /// Writes the labels of a step into row `row`.
  ///
  /// - Parameter forgetting: where facts and ids are drawn that are shown as unknown, one in twenty, so that the unknown one
  ///   is learned too.
  func fill(
    _ labels: inout [Int32], row: Int, with step: Step, forgetting random: RandomStream? = nil
  ) {
    guard !layout.embeddings.isEmpty else { return }
    var place = row * layout.embeddings.count
    if let columns {
      if step.position >= 0 {
        for label in columns.knownLabels(of: step.series, at: step.position) {
          labels[place] = label
          place += 1
        }
      } else {
        for _ in columns.layout.known.categorical {
          labels[place] = 0
          place += 1
        }
      }
    }
    let first = place
    if let columns {
      for label in columns.fixedLabels(of: step.series) {
        labels[place] = Self.isForgotten(place - first, random) ? 0 : label
        place += 1
      }
    }
    if !vectors.isEmpty {
      labels[place] = Self.isForgotten(place - first, random) ? 0 : vectors[step.series]
    }
  }

  private static func isForgotten(_ place: Int, _ random: RandomStream?) -> Bool {
    random.map { $0[uniformAt: place] < 0.05 } ?? false
  }
}
