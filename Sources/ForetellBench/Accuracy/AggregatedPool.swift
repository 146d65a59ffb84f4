internal import ArgumentParser
internal import Foretell

/// Series of shorter steps that join a group's training, brought to its step by means of whole ones.
struct AggregatedPool {
  /// A group, the one whose series join it, and how many steps of these make one.
  struct Source {
    let group: String
    let other: String
    let factor: Int

    /// Such as `m3-quarterly:m3-monthly=3`.
    init(_ text: Substring) throws {
      let parts = text.split(whereSeparator: { $0 == ":" || $0 == "=" }).map(String.init)
      guard parts.count == 3, let factor = Int(parts[2]), factor > 0 else {
        throw ValidationError("‘\(text)’ is no source, such as m3-quarterly:m3-monthly=3.")
      }
      (group, other, self.factor) = (parts[0], parts[1], factor)
    }
  }

  private let sources: [Source]

  init(_ text: String) throws { sources = try text.split(separator: ",").map(Source.init) }

  /// What joins a group.
  func sources(of group: String) -> [Source] { sources.filter { $0.group == group } }

  /// The training part of a group, and behind it the aggregated ones; a start that does not fill a step
  /// is left out.
  func panel(for own: CompetitionSet, horizonsBack: Int) throws -> Panel {
    let sources = sources(of: own.name)
    guard !sources.isEmpty else { return own.training }
    var series = (0..<own.training.count).map { Array(own.training.values(of: $0)) }
    for source in sources {
      let other = try CompetitionSet(
        source.other, in: own.folder, seasonLength: 1, maseLength: 1, horizonsBack: horizonsBack
      ).training
      series += (0..<other.count).map { means(of: Array(other.values(of: $0)), source.factor) }
    }
    let offsets = series.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    return try Panel(
      frequency: own.training.frequency, timestampFormat: own.training.timestampFormat,
      ids: series.indices.map(String.init),
      starts: Array(repeating: own.training.starts[0], count: series.count), offsets: offsets,
      storage: series.flatMap { $0 })
  }

  private func means(of values: [Double], _ factor: Int) -> [Double] {
    stride(from: values.count % factor, to: values.count, by: factor).map {
      values[$0..<$0 + factor].mean
    }
  }
}
