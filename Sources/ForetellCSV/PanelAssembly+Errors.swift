extension PanelAssembly {
  static func duplicate(
    _ rows: RunTable.DuplicateStamp, _ plan: ColumnPlan, _ ids: [String]
  ) -> CSVError {
    let hasID = plan.id != nil
    let series = hasID ? ids[Int(rows.second.series)] : nil
    return CSVError(
      .duplicateTimestamp,
      "the stamp \(rows.second.stamp(at: 0)) of line \(rows.first.line) occurs again",
      line: rows.second.line, column: plan.columns[plan.time], series: series,
      timestamp: rows.second.stamp(at: 0),
      remedy: hasID
        ? "remove one of the rows, or add them up"
        : "if the file holds several series, name the column that tells them apart with --id-col")
  }

  func gap(_ gap: CSVRepairs.Gap) -> CSVError {
    let values = gap.count == 1 ? "1 row is" : "\(gap.count) rows are"
    return CSVError(
      .gap,
      "\(values) missing between \(gap.after) (line \(gap.lineAfter)) and \(gap.before)"
        + " (line \(gap.lineBefore)) at frequency \(frequency)",
      line: gap.lineBefore, series: gap.series, timestamp: gap.before,
      remedy: "fill gaps with --fill ffill, --fill linear or --fill zero")
  }

  func offGrid(_ run: Run, _ place: Int, _ last: (run: Run, place: Int)?) -> CSVError {
    let stamp = run.stamp(at: place)
    let previous = place > 0 ? (run: run, place: place - 1) : last
    let next = following(run, place)
    let neighbours = [("after", previous), ("before", next)].compactMap { word, neighbour in
      neighbour.map { "\(word) \($0.run.stamp(at: $0.place)) of line \($0.run.line(at: $0.place))" }
    }
    let surroundings = neighbours.isEmpty ? "" : ", " + neighbours.joined(separator: " and ") + ","
    let isInferred = options.frequency == nil
    return CSVError(
      .offGrid,
      "\(stamp)\(surroundings) is not on the grid of frequency \(frequency)"
        + (isInferred ? ": the frequency is mixed or irregular" : ""),
      line: run.line(at: place), series: name(Int(run.series)), timestamp: stamp,
      remedy: isInferred
        ? "bring all rows to one frequency, or name it with --freq"
        : "name another frequency with --freq, or leave it to be found")
  }

  private func following(_ run: Run, _ place: Int) -> (run: Run, place: Int)? {
    if place + 1 < run.count { return (run, place + 1) }
    return runs[firstRuns[Int(run.series)]..<firstRuns[Int(run.series) + 1]]
      .first { $0.start > run.value(at: place) }.map { ($0, 0) }
  }

  func tooSparse(_ series: Int) -> CSVError {
    CSVError(
      .tooLarge,
      "at frequency \(frequency) the rows span more than ten times as many stamps as there are rows",
      series: name(series), remedy: "correct the stamps, or name another frequency with --freq")
  }
}
