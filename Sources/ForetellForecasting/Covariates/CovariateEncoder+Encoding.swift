public import ForetellSeries

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

  /// The labels of a panel, and of the rows after it, that the encoder has not learned.
  public func unseenLabels(in panel: Panel, horizon: Int) -> [UnseenLabel] {
    (try? encoded(panel, horizon: horizon))?.unseen ?? []
  }

  private func putNumbers(
    of panel: Panel, horizon: Int, into encoded: inout EncodedCovariates
  ) throws(ForecastingError) {
    let layout = encoded.layout
    for (place, name) in layout.past.numeric.enumerated() {
      let (column, scale) = (panel.covariates[name] ?? [], scales[name] ?? .none)
      for series in 0..<panel.count {
        for row in panel.range(of: series) {
          let number = column[row]
          guard number.isFinite else { throw noValue(number, name, panel, series, row) }
          encoded.past[row * layout.past.numeric.count + place] = scale.standardized(number)
        }
      }
    }
    for (place, name) in layout.known.numeric.enumerated() {
      let (column, scale) = (panel.covariates[name] ?? [], scales[name] ?? .none)
      for series in 0..<panel.count {
        var target = encoded.knownOffsets[series] * layout.knownWidth + place
        for row in panel.range(of: series) {
          let number = column[row]
          guard number.isFinite else { throw noValue(number, name, panel, series, row) }
          encoded.known[target] = scale.standardized(number)
          target += layout.knownWidth
        }
        guard horizon > 0, let future = panel.future, let column = future.covariates[name] else {
          continue
        }
        let first = future.range(of: series).lowerBound
        for step in 0..<horizon {
          let number = column[first + step]
          guard number.isFinite else {
            throw noValue(number, name, panel, series, panel.offsets[series + 1] + step)
          }
          encoded.known[target] = scale.standardized(number)
          target += layout.knownWidth
        }
      }
    }
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
      var unseen = UnseenLabels(column: name)
      for series in 0..<panel.count {
        for row in panel.range(of: series) {
          let code = column.codes[row]
          encoded.pastLabels[row * layout.past.categorical.count + place] = translation[code]
          unseen.note(code, column, translation, panel.ids[series])
        }
      }
      encoded.unseen += unseen.found
    }
    let width = layout.known.categorical.count
    for (place, name) in layout.known.categorical.enumerated() {
      guard let column = panel.categories[name] else { continue }
      let translation = Translation(layout.known.vocabularies[place], column.levels)
      let later = horizon > 0 ? panel.future?.categories[name] : nil
      let laterTranslation = Translation(layout.known.vocabularies[place], later?.levels ?? [])
      var unseen = UnseenLabels(column: name)
      for series in 0..<panel.count {
        var target = encoded.knownOffsets[series] * width + place
        for code in column.codes[panel.range(of: series)] {
          encoded.knownLabels[target] = translation[code]
          unseen.note(code, column, translation, panel.ids[series])
          target += width
        }
        guard let later, let future = panel.future else { continue }
        for (step, code) in later.codes[future.range(of: series).prefix(horizon)].enumerated() {
          if code < 0, layout.known.vocabularies[place].missingIndex == nil {
            throw noValue(.nan, name, panel, series, panel.offsets[series + 1] + step)
          }
          encoded.knownLabels[target] = laterTranslation[code]
          unseen.note(code, later, laterTranslation, panel.ids[series])
          target += width
        }
      }
      encoded.unseen += unseen.found
    }
  }

  private func putFacts(
    of panel: Panel, into encoded: inout EncodedCovariates
  ) throws(ForecastingError) {
    let (numeric, categorical) = (encoded.layout.fixed.numeric, encoded.layout.fixed.categorical)
    for (place, name) in numeric.enumerated() {
      let scale = scales[name] ?? .none
      for series in 0..<panel.count {
        encoded.fixed[series * numeric.count + place] =
          scale.standardized(try Self.number(name, of: series, in: panel))
      }
    }
    for (place, name) in categorical.enumerated() {
      let column = CategoricalColumn(panel.attributes.map { $0[name] })
      let translation = Translation(encoded.layout.fixed.vocabularies[place], column.levels)
      var unseen = UnseenLabels(column: name)
      for (series, code) in column.codes.enumerated() {
        encoded.fixedLabels[series * categorical.count + place] = translation[code]
        unseen.note(code, column, translation, panel.ids[series])
      }
      encoded.unseen += unseen.found
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
  fileprivate static let none = Self(mean: 0, deviation: 1)
}

/// The places in a vocabulary of the codes of a column.
private struct Translation {
  private let indices: [Int32]
  private let missing: Int32

  init(_ vocabulary: Vocabulary, _ levels: [String]) {
    indices = vocabulary.indices(of: levels)
    missing = vocabulary.missingIndex ?? 0
  }

  subscript(code: Int32) -> Int32 { code < 0 ? missing : indices[Int(code)] }
}

/// Gathers the labels of one column that are unknown, each once.
private struct UnseenLabels {
  let column: String
  private var labels = Set<String?>()
  private(set) var found: [UnseenLabel] = []

  init(column: String) { self.column = column }

  mutating func note(
    _ code: Int32, _ labels: CategoricalColumn, _ translation: Translation, _ series: String
  ) {
    guard translation[code] == 0 else { return }
    let label = code < 0 ? nil : labels.levels[Int(code)]
    guard self.labels.insert(label).inserted else { return }
    found.append(UnseenLabel(column: column, label: label, series: series))
  }
}
