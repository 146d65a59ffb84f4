extension AccuracySet {
  static let all = [m3, m4Hourly, m4Weekly, m4Sample, nn5, ett, classics]

  private static func group(
    _ name: String, season: Int, _ anchors: AccuracyAnchor...
  ) -> Group {
    Group(
      name: name, task: .competition(seasonLength: season, maseLength: season), anchors: anchors)
  }

  private static let nBEATS = "N-BEATS, 180 networks"
  private static let bestEntry = "best entry of M4"
  private static let sample = "ES-RNN, all of M4"

  private static let m3 = AccuracySet(
    name: "m3",
    groups: [
      group("m3-yearly", season: 1, AccuracyAnchor(.smape, 15.93, nBEATS)),
      group("m3-quarterly", season: 4, AccuracyAnchor(.smape, 8.84, nBEATS)),
      group(
        "m3-monthly", season: 12, AccuracyAnchor(.smape, 13.11, nBEATS),
        AccuracyAnchor(.smape, 14.11, "best RNN")),
      group("m3-other", season: 1, AccuracyAnchor(.smape, 4.24, nBEATS)),
    ],
    summary: .weightedSMAPE([
      AccuracyAnchor(.smape, 12.37, nBEATS), AccuracyAnchor(.smape, 13.01, "Theta"),
    ]))

  private static let m4Hourly = AccuracySet(
    name: "m4h",
    groups: [
      group(
        "m4-hourly", season: 24, AccuracyAnchor(.owa, 0.410, bestEntry),
        AccuracyAnchor(.owa, 0.440, "ES-RNN"), AccuracyAnchor(.owa, 0.364, "TiRex"))
    ])

  private static let m4Weekly = AccuracySet(
    name: "m4w",
    groups: [
      group(
        "m4-weekly", season: 1, AccuracyAnchor(.owa, 0.739, bestEntry),
        AccuracyAnchor(.owa, 0.851, "ES-RNN"), AccuracyAnchor(.owa, 0.686, "TiRex"))
    ])

  private static let m4Sample = AccuracySet(
    name: "m4s",
    groups: [
      group("m4-sample-yearly", season: 1, AccuracyAnchor(.owa, 0.778, sample)),
      group("m4-sample-quarterly", season: 4, AccuracyAnchor(.owa, 0.847, sample)),
      group("m4-sample-monthly", season: 12, AccuracyAnchor(.owa, 0.836, sample)),
    ], summary: .weightedSMAPE([]))

  private static let nn5 = AccuracySet(
    name: "nn5",
    groups: [
      group(
        "nn5-daily", season: 7, AccuracyAnchor(.guardedSMAPE, 21.53, "best RNN"),
        AccuracyAnchor(.guardedSMAPE, 21.57, "ETS"))
    ])

  /// ETTh1 from lookbacks of 96 and 720 hours.
  private static let ett = AccuracySet(
    name: "ett",
    groups: LongHorizonSettings.chosen.map { settings in
      Group(
        name: "etth1-\(settings.horizon)-from-\(settings.lookback)",
        task: .longHorizon(settings), anchors: etth1(settings))
    })

  private static func etth1(_ settings: LongHorizonSettings) -> [AccuracyAnchor] {
    let values: [(Double, String)] =
      switch (settings.horizon, settings.lookback) {
      case (96, 96): [(0.368, "SegRNN"), (0.386, "iTransformer"), (0.386, "DLinear")]
      case (720, 96): [(0.446, "SegRNN"), (0.503, "iTransformer"), (0.519, "DLinear")]
      case (96, _): [(0.351, "SegRNN"), (0.375, "PatchTST")]
      default: [(0.466, "SegRNN"), (0.495, "PatchTST")]
      }
    return values.map { AccuracyAnchor(.mse, $0.0, $0.1) }
  }

  /// Textbook series, each by itself; the two long ones are no part of the mean.
  private static let classics = AccuracySet(
    name: "classics",
    groups: [
      group(
        "classic-airline-passengers", season: 12,
        AccuracyAnchor(.smape, 4.13, "neuralforecast's LSTM")),
      group("classic-monthly-car-sales", season: 12),
      group("classic-monthly-mean-temp", season: 12),
      group("classic-monthly-robberies", season: 12),
      group("classic-monthly-shampoo-sales", season: 12),
      group("classic-monthly-writing-paper-sales", season: 12),
      group("classic-monthly-champagne-sales", season: 12),
      group("classic-daily-total-female-births", season: 7),
      group("classic-yearly-water-usage", season: 1),
      group("classic-monthly-sunspots", season: 12),
      group("classic-daily-min-temperatures", season: 7),
    ],
    summary: .meanOWA(
      without: ["classic-monthly-sunspots", "classic-daily-min-temperatures"]))
}
