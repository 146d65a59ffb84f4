internal import ForetellSeries

extension ImputationTrial {
  func score(_ errors: [ImputationScore.Entry]) -> ImputationScore {
    let gaps = rounds.blocks.map(\.gap)
    let lengths = rounds.scoring.map { gaps[$0].range.count }.sorted()
    func values(_ places: [Int]) -> Int { places.reduce(0) { $0 + observed(gaps[$1]) } }
    return ImputationScore(
      blocks: rounds.scoring.count, values: values(rounds.scoring),
      lengths: [lengths[0], lengths[lengths.count / 2], lengths[lengths.count - 1]],
      choosingBlocks: rounds.choosing.count, choosingValues: values(rounds.choosing),
      rounds: rounds.panels.count,
      errors: errors.filter(\.mae.isFinite).sorted { ($0.mae, $0.method) < ($1.mae, $1.method) })
  }

  private func observed(_ block: GapPlan.Gap) -> Int {
    truth(of: block).count { !$0.isNaN }
  }

  private func truth(of block: GapPlan.Gap) -> ArraySlice<Double> {
    let first = panel.offsets[block.series]
    return panel.storage[first + block.range.lowerBound..<first + block.range.upperBound]
  }

  /// On the values' own scale, or, where there are several series, on that of each.
  func meanError(of fills: [[Double]], at places: [Int]) -> Double {
    var (sum, count) = (0.0, 0.0)
    for (place, fill) in zip(places, fills) {
      let block = rounds.blocks[place].gap
      let unit = panel.count > 1 ? scales[block.series]?.spread ?? 1 : 1
      for (value, filled) in zip(truth(of: block), fill) where !value.isNaN {
        sum += abs(value - filled) / unit
        count += 1
      }
    }
    return sum / count
  }

  /// Whether fills have less error by more than a standard error over blocks.
  func isClearlyBetter(
    _ fills: [[Double]], than usual: [[Double]], at places: [Int]
  ) -> Bool {
    func error(_ fills: [[Double]], _ place: Int) -> Double {
      meanError(of: [fills[place]], at: [place])
    }
    return HeldOutRounds.isClear(places.map { error(usual, $0) - error(fills, $0) })
  }

  /// Errors on each series' own scale, by block.
  func calibration(of fills: [[Double]]) -> GapCalibration? {
    GapCalibration(
      known: panel.storage.count { !$0.isNaN },
      errors: zip(rounds.blocks.map(\.gap), fills).map { block, fill in
        let unit = scales[block.series]?.deviation ?? 1
        return zip(truth(of: block), fill).map { ($0 - $1) / unit }
      }, folds: rounds.folds)
  }
}
