extension Panel {
  /// The series of several panels of one frequency, one panel after the other, as ‘0/id’, ‘1/id’, ….
  ///
  /// Only values are joined: columns beside them, facts and known rows stay behind.
  /// - Precondition: there is a panel.
  package init(joining panels: [Panel]) {
    var offsets = [0]
    for panel in panels {
      let end = offsets[offsets.count - 1]
      offsets += panel.offsets.dropFirst().map { end + $0 }
    }
    let zones = panels.allSatisfy { !$0.lastZones.isEmpty } ? panels.flatMap(\.lastZones) : []
    self.init(
      unchecked: panels[0].frequency, panels[0].timestampFormat,
      panels.enumerated().flatMap { number, panel in panel.ids.map { "\(number)/\($0)" } },
      panels.flatMap(\.starts), zones, offsets, panels.flatMap(\.storage), [:], [], [:], nil)
  }

  /// Stretches of series as a panel of their own, in the order given; a series may come once.
  ///
  /// Positions are counted from the first value of the series. Attributes stay, columns beside the values
  /// are cut alike, rows known after the end stay where the end does, and offsets of clocks stay those of the ends of the whole series.
  package func cutting(_ parts: [(series: Int, positions: Range<Int>)]) -> Panel {
    rearranged(
      parts.map { part in
        let start = offsets[part.series]
        return (
          part.series, start + part.positions.lowerBound..<start + part.positions.upperBound
        )
      })
  }
}
