/// One of several ways to look at a stream; forecasts after all of them are averaged.
///
/// A shorter view forgets what a slope or a profile of all values still remembers; one turned upside down is as
/// likely under most priors, and the network answers it with errors of its own. Neither costs any training. Which
/// views a class has was chosen on the last horizons of training parts, docs/pretrained.md.
struct HistoryView: Hashable, Sendable {
  /// The newest values that are seen; nil is as many as the shape looks at.
  var newest: Int?
  /// Whether values are seen with the opposite sign.
  var isTurned = false

  static let whole = HistoryView()
}

extension SeasonClass {
  /// The first is of the whole stream.
  var views: [HistoryView] {
    switch self {
    case .hourly:
      [.whole, HistoryView(newest: 336), HistoryView(newest: 504, isTurned: true)]
    case .weekly: [.whole, HistoryView(newest: 156, isTurned: true)]
    case .monthly: [.whole, HistoryView(newest: 60)]
    case .quarterly: [.whole, HistoryView(newest: 48, isTurned: true)]
    case .yearly, .daily: [.whole]
    }
  }

  /// What distances to the median are multiplied by.
  ///
  /// Networks are sure of synthetic series to the right degree; on the same horizons as above these have the better
  /// interval scores, and 80 % intervals hold nearer 80 %.
  var intervalWidth: Double {
    switch self {
    case .hourly: 0.85
    case .weekly, .quarterly: 0.95
    case .yearly, .monthly, .daily: 1
    }
  }
}
