internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellSeries
internal import ForetellWindowing

/// Cuts windows out of a scaled panel and its columns into batches; see ``EncoderDecoderLayout``.
struct EncoderDecoderGatherer: Sendable {
  let scaled: ScaledPanel
  let columns: EncodedCovariates
  private let layout: EncoderDecoderLayout
  private let network: EncoderDecoderConfiguration
  private let steps: Int
  /// The horizon that places are shares of.
  private let horizon: Int
  /// Where each series ends; later values are not observed.
  private let ends: [Int]
  /// The number of each series' vector; 0 where it has none.
  private let vectors: [Int32]

  init(
    _ resolved: ResolvedEncoderDecoder, scaled: ScaledPanel, columns: EncodedCovariates,
    ends: [Int]
  ) {
    self.scaled = scaled
    self.columns = columns
    self.ends = ends
    layout = resolved.layout
    (network, steps, horizon) = (resolved.network, resolved.steps, resolved.recipe.horizon)
    let places = Dictionary(
      resolved.series.enumerated().map { ($1, Int32($0 + 1)) },
      uniquingKeysWith: { first, _ in first })
    vectors = scaled.panel.ids.map { places[$0] ?? 0 }
  }

  /// Fills one row of a batch with a window.
  ///
  /// - Returns: what brought its values to the network's scale, before the gain.
  @discardableResult
  func fill(
    _ batch: inout EncoderDecoderBatch<Float>, row: Int, with window: Window
  ) -> WindowNormalizer {
    let base = scaled.panel.offsets[window.series]
    let normalizer = scaled.scaling.normalizer(
      ofWindow: scaled.storage[base + window.origin - steps..<base + window.origin])
    for step in 0..<steps {
      let position = window.origin - steps + step
      fillPast(&batch.past, step * batch.past.rows + row, window.series, position, normalizer)
    }
    for step in 0..<batch.future.steps {
      fillFuture(&batch.future, row: row, step: step, window, normalizer)
    }
    return normalizer
  }

  /// The value at a position on the network's scale; NaN where it was not observed.
  private func value(_ series: Int, _ position: Int, _ normalizer: WindowNormalizer) -> Float {
    let value = scaled.storage[scaled.panel.offsets[series] + position]
    return Float(normalizer.input(value) * scaled.scaling.gain.input)
  }

  private func fillPast(
    _ part: inout Batch<Float>, _ row: Int, _ series: Int, _ position: Int,
    _ normalizer: WindowNormalizer
  ) {
    var cells = Cells(row: row, width: part.features)
    cells.put(value(series, position, normalizer), into: &part.inputs)
    cells.put(columns.known(of: series, at: position), into: &part.inputs)
    cells.put(columns.past(of: series, at: position), into: &part.inputs)
    cells.put(columns.fixed(of: series), into: &part.inputs)
    var labels = Cells(row: row, width: network.past.embeddings.count)
    labels.put(columns.knownLabels(of: series, at: position), into: &part.categories)
    labels.put(columns.pastLabels(of: series, at: position), into: &part.categories)
    labels.put(columns.fixedLabels(of: series), into: &part.categories)
    if layout.series > 0 { labels.put(vectors[series], into: &part.categories) }
  }

  private func fillFuture(
    _ part: inout Batch<Float>, row: Int, step: Int, _ window: Window,
    _ normalizer: WindowNormalizer
  ) {
    let (series, position) = (window.series, window.origin + step)
    let place = step * part.rows + row
    let rows = columns.knownOffsets[series + 1] - columns.knownOffsets[series]
    // Behind the end of what is known stand targets that nobody has observed.
    let known = min(position, rows - 1)
    var cells = Cells(row: place, width: part.features)
    cells.put(columns.known(of: series, at: known), into: &part.inputs)
    cells.put(columns.fixed(of: series), into: &part.inputs)
    cells.put(Float(step + 1) / Float(horizon), into: &part.inputs)
    if layout.seasonLength > 1 {
      let (last, mean) = season(of: window, step: step, normalizer)
      cells.put(last, into: &part.inputs)
      cells.put(mean, into: &part.inputs)
    }
    if network.feedback != nil {
      // NaN leaves it to the network.
      let isKnown = position <= ends[series]
      cells.put(isKnown ? value(series, position - 1, normalizer) : .nan, into: &part.inputs)
    }
    var labels = Cells(row: place, width: network.future.embeddings.count)
    labels.put(columns.knownLabels(of: series, at: known), into: &part.categories)
    labels.put(columns.fixedLabels(of: series), into: &part.categories)
    if layout.series > 0 { labels.put(vectors[series], into: &part.categories) }
    let target = position < ends[series] ? value(series, position, normalizer) : .nan
    part.weights[place] = target.isNaN ? 0 : 1
    part.targets[place] = target.isNaN ? 0 : target
  }

  /// The newest value known that lies whole seasons before a step, and the mean of all such that the encoder reads; 0 where
  /// there is none.
  private func season(
    of window: Window, step: Int, _ normalizer: WindowNormalizer
  ) -> (last: Float, mean: Float) {
    let length = layout.seasonLength
    let newest = window.origin + step - (step / length + 1) * length
    guard newest >= 0 else { return (0, 0) }
    let last = value(window.series, newest, normalizer)
    var (sum, count) = (Float(0), Float(0))
    for position in stride(from: newest, through: max(0, window.origin - steps), by: -length) {
      let value = value(window.series, position, normalizer)
      if !value.isNaN { (sum, count) = (sum + value, count + 1) }
    }
    return (last.isNaN ? 0 : last, count > 0 ? sum / count : last.isNaN ? 0 : last)
  }
}

/// Writes the cells of a row one after the other.
private struct Cells {
  private var place: Int

  init(row: Int, width: Int) { place = row * width }

  mutating func put<T>(_ cell: T, into cells: inout [T]) {
    cells[place] = cell
    place += 1
  }

  mutating func put<T>(_ row: ArraySlice<T>, into cells: inout [T]) {
    for cell in row { put(cell, into: &cells) }
  }
}
