/// One of several ways to look at a stream; forecasts after all of them are averaged.
///
/// A shorter view forgets what a slope or a profile of all values still remembers. Logarithms turned upside down are
/// as likely under most priors, and the network answers them with errors of its own; the values themselves, instead
/// of their logarithms, grow along other lines. None of it costs any training. Which views a class has was chosen on
/// the last horizons of training parts, docs/pretrained.md.
struct HistoryView: Hashable, Sendable {
  /// The newest values that are seen; nil is as many as the shape looks at.
  var newest: Int?
  /// Whether logarithms are seen with the opposite sign.
  var isTurned = false
  /// Whether values are seen in the place of their logarithms.
  var isLinear = false

  static let whole = HistoryView()
}

/// A stream as a view shows it, and the way back.
struct ViewedStream {
  let values: [Double]
  private let view: HistoryView
  /// Subtracted from logarithms before they become values, so that the largest is 1.
  private let top: Double
  /// The least that a forecast may be on the scale of `values`, where it becomes a logarithm again.
  private let floor: Double

  init(_ stream: [Double], _ view: HistoryView, areLogarithms: Bool, most: Int) {
    let newest = stream.suffix(view.newest ?? most)
    var view = view
    if !areLogarithms { (view.isTurned, view.isLinear) = (false, false) }
    self.view = view
    top = newest.max() ?? 0
    floor = Elementary.exponential((newest.min() ?? 0) - top - PretrainedHistory.freeLogarithms)
    if view.isLinear {
      values = newest.map { [top] in Elementary.exponential($0 - top) }
    } else {
      values = view.isTurned ? newest.map { -$0 } : Array(newest)
    }
  }

  /// Quantiles `[h, 9]` of the stream from those of the view.
  func quantiles(of block: [Double]) -> [Double] {
    if view.isLinear { return block.map { Elementary.ln(max($0, floor)) + top } }
    guard view.isTurned else { return block }
    return stride(from: 0, to: block.count, by: 9).flatMap { row in
      block[row..<row + 9].reversed().map { -$0 }
    }
  }
}

extension SeasonClass {
  /// The first is of the whole stream; one that stands twice counts twice, and two networks share it.
  var views: [HistoryView] {
    switch self {
    case .hourly:
      [.whole, HistoryView(newest: 336), HistoryView(newest: 504, isTurned: true)]
    case .weekly: [.whole, HistoryView(newest: 156, isTurned: true)]
    case .monthly: [.whole, HistoryView(newest: 60)]
    case .quarterly: [.whole, HistoryView(newest: 48, isLinear: true)]
    case .yearly: [.whole, .whole, HistoryView(isLinear: true)]
    case .daily: [.whole]
    }
  }

  /// What distances to the median are multiplied by.
  ///
  /// Networks are sure of synthetic series to the right degree; on the same horizons as above these have the better
  /// interval scores, and 80 % intervals hold nearer 80 %.
  var intervalWidth: Double {
    switch self {
    case .hourly: 0.85
    case .weekly: 0.95
    case .yearly, .quarterly, .monthly, .daily: 1
    }
  }
}
