internal import ForetellForecasting
internal import ForetellSeries

/// A panel on one axis of steps, and the folds that all its series share.
///
/// Values after a fold's cutoff leave here through ``actual(_:)`` alone; whatever is fitted or forecast
/// from sees ``history(inFold:)``.
struct PanelFolds: Sendable {
  let panel: Panel
  let folds: Folds
  private let fill: FillMethod?
  /// Columns that may be looked at beyond a cutoff, and how many steps.
  let known: Set<String>
  private let reach: Int
  /// The place of each series' first value on the axis.
  let places: [Int]

  /// A series that is scored in a fold.
  struct Scored: Hashable, Sendable {
    let series: Int
    /// Positions within the series.
    let train: Range<Int>
    let test: Range<Int>
  }

  /// How a series stands to a fold.
  enum Standing: Sendable {
    case scored(Scored)
    /// It can be learned from, but there is nothing to score.
    case learned(train: Range<Int>, reason: String)
    case leftOut(reason: String)
  }

  init(
    _ panel: Panel, origins: Origins, alignment: BacktestSetup.Alignment, fill: FillMethod?,
    known: Set<String> = []
  ) throws(BacktestError) {
    let lengths = (0..<panel.count).map { panel.range(of: $0).count }
    let lags = alignment == .end ? lengths.map { _ in 0 } : try Self.lags(of: panel)
    let axis = zip(lengths, lags).map { $0 + $1 }.max() ?? 0
    // What is known ahead may be filled by what comes later.
    self.panel = fill.map { panel.filling(known, by: $0) } ?? panel
    self.fill = fill
    self.known = known
    reach = origins.gap + origins.horizon
    places = zip(lengths, lags).map { axis - $0 - $1 }
    folds = origins.folds(in: axis)
  }

  /// Steps from the end of each series to the newest end of all.
  private static func lags(of panel: Panel) throws(BacktestError) -> [Int] {
    let ends = (0..<panel.count).map { panel.timestamp(of: $0, at: panel.range(of: $0).count - 1) }
    guard let newest = ends.max() else { return [] }
    var lags: [Int] = []
    lags.reserveCapacity(ends.count)
    for (series, end) in ends.enumerated() {
      guard let lag = panel.frequency.steps(from: end, to: newest) else {
        throw BacktestError(
          .grid,
          "no whole number of steps leads from the end of ‘\(panel.ids[series])’ to \(newest)",
          remedy: "cut every series at its own end: --align end")
      }
      lags.append(lag)
    }
    return lags
  }

  func standing(of series: Int, in fold: Fold) -> Standing {
    let count = panel.range(of: series).count
    func positions(_ range: Range<Int>) -> Range<Int> {
      let shifted = range.lowerBound - places[series]..<range.upperBound - places[series]
      return shifted.clamped(to: 0..<count)
    }
    let (train, test) = (positions(fold.train), positions(fold.test))
    if train.isEmpty { return .leftOut(reason: "no value before the cutoff") }
    let values = panel.values(of: series)
    let known = values[values.startIndex + train.lowerBound..<values.startIndex + train.upperBound]
    if known.allSatisfy(\.isNaN) { return .leftOut(reason: "no observed value before the cutoff") }
    if train.upperBound + places[series] < fold.train.upperBound {
      return .learned(train: train, reason: "ended before the cutoff")
    }
    if test.isEmpty { return .learned(train: train, reason: "no value in the test part") }
    return .scored(Scored(series: series, train: train, test: test))
  }

  /// The series that are scored in a fold, in the order of the panel.
  func scored(inFold index: Int) -> [Scored] {
    (0..<panel.count).compactMap {
      if case .scored(let scored) = standing(of: $0, in: folds[index]) { scored } else { nil }
    }
  }

  /// All that is known at the cutoff of a fold, with gaps filled from the known part alone.
  func history(inFold index: Int) -> Panel {
    let fold = folds[index]
    return known(
      (0..<panel.count).compactMap { series in
        switch standing(of: series, in: fold) {
        case .scored(let scored): (series, scored.train)
        case .learned(let train, _): (series, train)
        case .leftOut: nil
        }
      })
  }

  /// What is known of the series that are to be forecast.
  func history(of scored: [Scored]) -> Panel { known(scored.map { ($0.series, $0.train) }) }

  private func known(_ parts: [(series: Int, positions: Range<Int>)]) -> Panel {
    let cut = panel.cutting(parts, knowing: known, ahead: reach)
    return fill.map { cut.filled(by: $0).panel } ?? cut
  }

  /// What came after the cutoff.
  func actual(_ scored: Scored) -> ArraySlice<Double> {
    let start = panel.range(of: scored.series).lowerBound
    return panel.storage[start + scored.test.lowerBound..<start + scored.test.upperBound]
  }

  /// The same folds of a panel in which every value after the cutoff of one fold is another, and so is
  /// everything in the columns beside them but those that are known ahead.
  func rewritingFuture(ofFold index: Int) -> PanelFolds {
    PanelFolds(rewrittenPanel(after: index), cutAs: self)
  }

  private init(_ panel: Panel, cutAs other: PanelFolds) {
    self.panel = panel
    folds = other.folds
    fill = other.fill
    known = other.known
    reach = other.reach
    places = other.places
  }
}
