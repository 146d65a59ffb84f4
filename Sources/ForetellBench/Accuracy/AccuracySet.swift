/// A set of a competition: groups of one frequency each, which are trained on by themselves.
struct AccuracySet {
  struct Group {
    /// The name of its files.
    let name: String
    /// Steps in a season for the methods, and those at which MASE looks back.
    let seasonLength: Int
    let maseLength: Int
  }

  /// A published figure.
  struct Anchor {
    let group: String
    let metric: String
    let value: Double
    let source: String
  }

  let name: String
  let groups: [Group]
  let anchors: [Anchor]

  static let all = [m3, m4Hourly, m4Weekly, m4Sample, nn5, classics]

  /// Anchors of a group by metric.
  func anchor(_ group: String, _ metric: String) -> Anchor? {
    anchors.first { $0.group == group && $0.metric == metric }
  }

  private static let m3 = AccuracySet(
    name: "m3",
    groups: [
      Group(name: "m3-yearly", seasonLength: 1, maseLength: 1),
      Group(name: "m3-quarterly", seasonLength: 4, maseLength: 4),
      Group(name: "m3-monthly", seasonLength: 12, maseLength: 12),
      Group(name: "m3-other", seasonLength: 1, maseLength: 1),
    ],
    anchors: [
      Anchor(group: "m3-yearly", metric: "smape", value: 15.93, source: "N-BEATS, 180 networks"),
      Anchor(group: "m3-quarterly", metric: "smape", value: 8.84, source: "N-BEATS, 180 networks"),
      Anchor(group: "m3-monthly", metric: "smape", value: 13.11, source: "N-BEATS, 180 networks"),
      Anchor(group: "m3-other", metric: "smape", value: 4.24, source: "N-BEATS, 180 networks"),
      Anchor(group: "all", metric: "smape", value: 12.37, source: "N-BEATS, 180 networks"),
    ])

  private static let m4Hourly = AccuracySet(
    name: "m4h", groups: [Group(name: "m4-hourly", seasonLength: 24, maseLength: 24)],
    anchors: [
      Anchor(group: "m4-hourly", metric: "owa", value: 0.410, source: "best entry of M4")
    ])

  private static let m4Weekly = AccuracySet(
    name: "m4w", groups: [Group(name: "m4-weekly", seasonLength: 1, maseLength: 1)],
    anchors: [
      Anchor(group: "m4-weekly", metric: "owa", value: 0.739, source: "best entry of M4")
    ])

  private static let m4Sample = AccuracySet(
    name: "m4s",
    groups: [
      Group(name: "m4-sample-yearly", seasonLength: 1, maseLength: 1),
      Group(name: "m4-sample-quarterly", seasonLength: 4, maseLength: 4),
      Group(name: "m4-sample-monthly", seasonLength: 12, maseLength: 12),
    ],
    anchors: [
      Anchor(
        group: "m4-sample-yearly", metric: "owa", value: 0.778, source: "ES-RNN, all of M4"),
      Anchor(
        group: "m4-sample-quarterly", metric: "owa", value: 0.847, source: "ES-RNN, all of M4"),
      Anchor(
        group: "m4-sample-monthly", metric: "owa", value: 0.836, source: "ES-RNN, all of M4"),
    ])

  private static let nn5 = AccuracySet(
    name: "nn5", groups: [Group(name: "nn5-daily", seasonLength: 7, maseLength: 7)],
    anchors: [
      Anchor(group: "nn5-daily", metric: "smape", value: 21.53, source: "best RNN published")
    ])

  /// Textbook series, each by itself.
  private static let classics = AccuracySet(
    name: "classics",
    groups: [
      ("airline-passengers", 12), ("monthly-car-sales", 12), ("monthly-mean-temp", 12),
      ("monthly-robberies", 12), ("monthly-shampoo-sales", 12),
      ("monthly-writing-paper-sales", 12), ("monthly-champagne-sales", 12),
      ("daily-total-female-births", 7), ("yearly-water-usage", 1), ("monthly-sunspots", 12),
      ("daily-min-temperatures", 7),
    ].map { Group(name: "classic-\($0.0)", seasonLength: $0.1, maseLength: $0.1) },
    anchors: [
      Anchor(
        group: "classic-airline-passengers", metric: "smape", value: 4.13,
        source: "neuralforecast's LSTM")
    ])
}
