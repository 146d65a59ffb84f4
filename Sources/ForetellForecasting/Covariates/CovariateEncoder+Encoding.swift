package import ForetellSeries

extension CovariateEncoder {
  /// The columns of a panel as numbers and places in vocabularies, and those of `horizon` steps after the
  /// end of each series.
  ///
  /// - Throws: ``ForecastingError`` with `.covariate` where a column is missing or of another kind, or a
  ///   number is missing or infinite, by series, stamp and column; with `.futureMissing` where rows after
  ///   an end are missing (``MissingFuture``).
  package func encoded(
    _ panel: Panel, horizon: Int
  ) throws(ForecastingError) -> EncodedCovariates {
    try Self.checkKinds(columns, of: panel)
    if let missing = columns.missingFuture(of: panel, horizon: horizon) { throw missing.error }
    let layout = CovariateLayout(self)
    var knownOffsets = [0]
    for series in 0..<panel.count {
      knownOffsets.append(knownOffsets[series] + panel.range(of: series).count + horizon)
    }
    let (rows, steps) = (knownOffsets[panel.count], panel.storage.count)
    var encoded = EncodedCovariates(
      layout: layout, knownOffsets: knownOffsets, pastOffsets: panel.offsets,
      known: [Float](repeating: 0, count: rows * layout.knownWidth),
      knownLabels: [Int32](repeating: 0, count: rows * layout.known.categorical.count),
      past: [Float](repeating: 0, count: steps * layout.past.numeric.count),
      pastLabels: [Int32](repeating: 0, count: steps * layout.past.categorical.count),
      fixed: [Float](repeating: 0, count: panel.count * layout.fixed.numeric.count),
      fixedLabels: [Int32](repeating: 0, count: panel.count * layout.fixed.categorical.count))
    try putNumbers(of: panel, horizon: horizon, into: &encoded)
    try putLabels(of: panel, horizon: horizon, into: &encoded)
    try putFacts(of: panel, into: &encoded)
    putCalendar(of: panel, horizon: horizon, into: &encoded)
    return encoded
  }

  private func putNumbers(
    of panel: Panel, horizon: Int, into encoded: inout EncodedCovariates
  ) throws(ForecastingError) {
    let layout = encoded.layout
    for (place, name) in layout.past.numeric.enumerated() {
      let column = panel.covariates[name] ?? []
      for series in 0..<panel.count {
        let scale = scale(of: name, in: panel.ids[series], column[panel.range(of: series)]).scale
        for row in panel.range(of: series) {
          encoded.past[row * layout.past.numeric.count + place] = try cell(
            column[row], scale, name, panel, series, row)
        }
      }
    }
    for (place, name) in layout.known.numeric.enumerated() {
      let column = panel.covariates[name] ?? []
      for series in 0..<panel.count {
        let scale = scale(of: name, in: panel.ids[series], column[panel.range(of: series)]).scale
        var target = encoded.knownOffsets[series] * layout.knownWidth + place
        for row in panel.range(of: series) {
          encoded.known[target] = try cell(column[row], scale, name, panel, series, row)
          target += layout.knownWidth
        }
        guard horizon > 0, let future = panel.future, let column = future.covariates[name] else {
          continue
        }
        let first = future.range(of: series).lowerBound
        for step in 0..<horizon {
          encoded.known[target] = try cell(
            column[first + step], scale, name, panel, series, panel.offsets[series + 1] + step)
          target += layout.knownWidth
        }
      }
    }
  }

  /// What the network sees of a number.
  private func cell(
    _ number: Double, _ scale: Scale, _ column: String, _ panel: Panel, _ series: Int, _ row: Int
  ) throws(ForecastingError) -> Float {
    guard number.isFinite else { throw noValue(number, column, panel, series, row) }
    let cell = scale.standardized(number)
    guard cell.isFinite else {
      throw scale.tooFar(
        number, column, panel.ids[series],
        panel.timestamp(of: series, at: row - panel.offsets[series]))
    }
    return cell
  }

  private func noValue(
    _ number: Double, _ column: String, _ panel: Panel, _ series: Int, _ row: Int
  ) -> ForecastingError {
    let position = row - panel.offsets[series]
    let isAhead = position >= panel.range(of: series).count
    return ForecastingError(
      .covariate,
      number.isNaN
        ? isAhead ? "the column is known ahead and has no value here" : "a value is missing"
        : "\(number) is not a finite number",
      series: panel.ids[series], timestamp: panel.timestamp(of: series, at: position),
      column: column,
      remedy: isAhead || !number.isNaN
        ? "fill it in" : "fill it in, or let --fill ffill, linear or zero do so")
  }

  private func putLabels(
    of panel: Panel, horizon: Int, into encoded: inout EncodedCovariates
  ) throws(ForecastingError) {
    let layout = encoded.layout
    for (place, name) in layout.past.categorical.enumerated() {
      guard let column = panel.categories[name] else { continue }
      let translation = Translation(layout.past.vocabularies[place], column.levels)
      for row in column.codes.indices {
        encoded.pastLabels[row * layout.past.categorical.count + place] =
          translation[column.codes[row]]
      }
    }
    let width = layout.known.categorical.count
    for (place, name) in layout.known.categorical.enumerated() {
      guard let column = panel.categories[name] else { continue }
      let translation = Translation(layout.known.vocabularies[place], column.levels)
      let later = horizon > 0 ? panel.future?.categories[name] : nil
      let laterTranslation = Translation(layout.known.vocabularies[place], later?.levels ?? [])
      for series in 0..<panel.count {
        var target = encoded.knownOffsets[series] * width + place
        for code in column.codes[panel.range(of: series)] {
          encoded.knownLabels[target] = translation[code]
          target += width
        }
        guard let later, let future = panel.future else { continue }
        for (step, code) in later.codes[future.range(of: series).prefix(horizon)].enumerated() {
          if code < 0, layout.known.vocabularies[place].missingIndex == nil {
            throw noValue(.nan, name, panel, series, panel.offsets[series + 1] + step)
          }
          encoded.knownLabels[target] = laterTranslation[code]
          target += width
        }
      }
    }
  }

  private func putFacts(
    of panel: Panel, into encoded: inout EncodedCovariates
  ) throws(ForecastingError) {
    let (numeric, categorical) = (encoded.layout.fixed.numeric, encoded.layout.fixed.categorical)
    for (place, name) in numeric.enumerated() {
      let scale = scales[name] ?? .none
      for series in 0..<panel.count {
        let number = try Self.number(name, of: series, in: panel)
        let cell = scale.standardized(number)
        guard cell.isFinite else { throw scale.tooFar(number, name, panel.ids[series]) }
        encoded.fixed[series * numeric.count + place] = cell
      }
    }
    for (place, name) in categorical.enumerated() {
      let column = CategoricalColumn(panel.attributes.map { $0[name] })
      let translation = Translation(encoded.layout.fixed.vocabularies[place], column.levels)
      for (series, code) in column.codes.enumerated() {
        encoded.fixedLabels[series * categorical.count + place] = translation[code]
      }
    }
  }

  private func putCalendar(
    of panel: Panel, horizon: Int, into encoded: inout EncodedCovariates
  ) {
    let (layout, width) = (encoded.layout, encoded.layout.knownWidth)
    let first = layout.known.numeric.count
    guard !layout.calendar.isEmpty else { return }
    for series in 0..<panel.count {
      for position in 0..<(panel.range(of: series).count + horizon) {
        let stamp = panel.timestamp(of: series, at: position)
        var target = (encoded.knownOffsets[series] + position) * width + first
        for feature in layout.calendar {
          let wave = Elementary.wave(turns: feature.phase(of: stamp))
          encoded.known[target] = Float(wave.sine)
          encoded.known[target + 1] = Float(wave.cosine)
          target += 2
        }
      }
    }
  }
}

extension CovariateEncoder.Scale {
  /// Why a number is none that a network could be given.
  fileprivate func tooFar(
    _ number: Double, _ column: String, _ series: String, _ stamp: Timestamp? = nil
  ) -> ForecastingError {
    ForecastingError(
      .covariate,
      "\(number) is too far from the values that the model learns from, \(mean) ± \(deviation)",
      series: series, timestamp: stamp, column: column, remedy: "correct it")
  }
}

/// The places in a vocabulary of the codes of a column.
struct Translation {
  private let indices: [Int32]
  private let missing: Int32

  init(_ vocabulary: Vocabulary, _ levels: [String]) {
    indices = vocabulary.indices(of: levels)
    missing = vocabulary.missingIndex ?? 0
  }

  subscript(code: Int32) -> Int32 { code < 0 ? missing : indices[Int(code)] }
}
