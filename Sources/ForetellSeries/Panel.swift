/// Many series of one frequency, in contiguous storage with offsets.
///
/// A hundred thousand short series cost little more than their numbers. A panel is a value: parts of
/// it (``prefix(dropping:)``, ``selecting(_:)``) are new panels.
public struct Panel: Sendable, Hashable {
  /// The step that all series share.
  public let frequency: Frequency
  /// How stamps were written and are to be written again.
  public var timestampFormat: TimestampFormat
  /// The names of the series, each once.
  public let ids: [String]
  /// The stamp of the first value of each series.
  public let starts: [Timestamp]
  /// The offset that the last stamp of each series was written with; empty where it is that of the first.
  ///
  /// Summer time changes it within a series, and what follows the end is written with the newest one.
  public let lastZones: [Timestamp.Zone]
  /// Where each series begins in ``storage``; one more than there are series.
  public let offsets: [Int]
  /// The values of all series, one after the other; NaN where one is missing.
  public let storage: [Double]
  /// Further columns beside the target, each as long as ``storage``.
  public let covariates: [String: [Double]]
  /// Facts about each series that do not change with time; empty where none are known.
  public let attributes: [[String: String]]
  /// Columns of labels beside the target, each as long as ``storage``.
  public let categories: [String: CategoricalColumn]
  /// What is already known of the time after the end of each series; nil where nothing is.
  public let future: FutureCovariates?

  /// A panel from storage that is already contiguous.
  /// - Throws: ``SeriesError`` with `.mismatch` where the parts do not fit together or an id occurs
  ///   twice.
  public init(
    frequency: Frequency, timestampFormat: TimestampFormat = .date, ids: [String],
    starts: [Timestamp], lastZones: [Timestamp.Zone] = [], offsets: [Int], storage: [Double],
    covariates: [String: [Double]] = [:], attributes: [[String: String]] = [],
    categories: [String: CategoricalColumn] = [:], future: FutureCovariates? = nil
  ) throws(SeriesError) {
    guard starts.count == ids.count, lastZones.isEmpty || lastZones.count == ids.count,
      offsets.count == ids.count + 1, offsets.first == 0,
      offsets.last == storage.count, zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 })
    else { throw SeriesError(.mismatch, "ids, starts, offsets and storage do not fit together") }
    guard covariates.values.allSatisfy({ $0.count == storage.count }),
      categories.values.allSatisfy({ $0.count == storage.count })
    else { throw SeriesError(.mismatch, "a covariate is not as long as the values") }
    if let both = covariates.keys.first(where: { categories[$0] != nil }) {
      throw SeriesError(.mismatch, "the column ‘\(both)’ holds both numbers and labels")
    }
    guard future.map({ $0.offsets.count == offsets.count }) ?? true else {
      throw SeriesError(.mismatch, "there are not future rows for as many series")
    }
    guard attributes.isEmpty || attributes.count == ids.count else {
      throw SeriesError(.mismatch, "there are not as many attributes as series")
    }
    var seen = Set<String>(minimumCapacity: ids.count)
    for id in ids where !seen.insert(id).inserted {
      throw SeriesError(.mismatch, "two series bear this id", series: id)
    }
    self.frequency = frequency
    self.timestampFormat = timestampFormat
    self.ids = ids
    self.starts = starts
    self.lastZones = lastZones
    self.offsets = offsets
    self.storage = storage
    self.covariates = covariates
    self.attributes = attributes
    self.categories = categories
    self.future = future
  }

  /// A panel of separate series.
  /// - Throws: ``SeriesError`` with `.mismatch` where there is no series, frequencies differ, an id
  ///   occurs twice, or the series do not have the same covariates.
  public init(_ series: [TimeSeries], timestampFormat: TimestampFormat? = nil) throws(SeriesError) {
    guard let first = series.first else { throw SeriesError(.mismatch, "a panel needs a series") }
    var offsets = [0]
    for one in series {
      guard one.frequency == first.frequency else {
        throw SeriesError(
          .mismatch, "its frequency \(one.frequency) is not \(first.frequency) of the others",
          series: one.id)
      }
      guard one.covariates.keys == first.covariates.keys,
        one.categories.keys == first.categories.keys,
        one.covariates.values.allSatisfy({ $0.count == one.count }),
        one.categories.values.allSatisfy({ $0.count == one.count })
      else {
        throw SeriesError(.mismatch, "its covariates are not those of the others", series: one.id)
      }
      offsets.append(offsets[offsets.count - 1] + one.count)
    }
    try self.init(
      frequency: first.frequency,
      timestampFormat: timestampFormat ?? Self.format(for: first), ids: series.map(\.id),
      starts: series.map(\.start), offsets: offsets, storage: series.flatMap(\.values),
      covariates: first.covariates.mapValuesByKey { name in
        series.flatMap { $0.covariates[name] ?? [] }
      },
      attributes: series.allSatisfy(\.attributes.isEmpty) ? [] : series.map(\.attributes),
      categories: first.categories.mapValuesByKey { name in
        CategoricalColumn(series.flatMap { $0.categories[name] ?? [] })
      })
  }

  private static func format(for series: TimeSeries) -> TimestampFormat {
    if series.start.isIndex { return .index }
    return series.frequency.isSubDaily ? .dateTime(separator: "T") : .date
  }

  /// How many series there are.
  public var count: Int { ids.count }

  /// Where a series lies in ``storage``.
  public func range(of series: Int) -> Range<Int> { offsets[series]..<offsets[series + 1] }

  /// The values of one series, without a copy.
  public func values(of series: Int) -> ArraySlice<Double> { storage[range(of: series)] }

  /// The stamp of a position of a series, which may lie beyond its end.
  public func timestamp(of series: Int, at position: Int) -> Timestamp {
    let stamp = frequency.stamp(position, after: starts[series])
    guard !lastZones.isEmpty, position >= range(of: series).count - 1 else { return stamp }
    return stamp.written(in: lastZones[series], keepingClock: !frequency.isSubDaily)
  }

  /// One series as a value of its own; rows that are known beyond its end stay behind.
  public subscript(series: Int) -> TimeSeries {
    let range = range(of: series)
    return TimeSeries(
      id: ids[series], frequency: frequency, start: starts[series], values: Array(storage[range]),
      covariates: covariates.mapValues { Array($0[range]) },
      attributes: attributes.isEmpty ? [:] : attributes[series],
      categories: categories.mapValues { column in range.map { column[$0] } })
  }

  /// The same series without their last `count` values; a shorter one keeps none.
  public func prefix(dropping count: Int) -> Panel {
    precondition(count >= 0, "only values that are there can be dropped")
    return rearranged(
      (0..<self.count).map { series in
        let range = range(of: series)
        return (series, range.lowerBound..<max(range.lowerBound, range.upperBound - count))
      })
  }

  /// Only the series at these places, in this order.
  public func selecting(_ series: [Int]) -> Panel {
    rearranged(series.map { ($0, range(of: $0)) })
  }

  /// Parts of ``storage`` as series of their own; one that begins later than its series did has a
  /// later start, and one that ends earlier has no known rows after its end.
  func rearranged(_ parts: [(series: Int, range: Range<Int>)]) -> Panel {
    var offsets = [0]
    offsets.reserveCapacity(parts.count + 1)
    for part in parts { offsets.append(offsets[offsets.count - 1] + part.range.count) }
    func gather(_ column: [Double]) -> [Double] { parts.flatMap { column[$0.range] } }
    return Panel(
      unchecked: frequency, timestampFormat, parts.map { ids[$0.series] },
      parts.map { start(of: $0.series, at: $0.range.lowerBound) },
      lastZones.isEmpty ? [] : parts.map { lastZones[$0.series] },
      offsets, gather(storage), covariates.mapValues(gather),
      attributes.isEmpty ? [] : parts.map { attributes[$0.series] },
      categories.mapValues { $0.gathering(parts.map(\.range)) },
      future.flatMap { future in
        future.gathering(
          parts.map { part in
            let rows = future.range(of: part.series)
            return part.range.upperBound == self.offsets[part.series + 1]
              ? rows : rows.lowerBound..<rows.lowerBound
          })
      })
  }

  private func start(of series: Int, at index: Int) -> Timestamp {
    let position = index - offsets[series]
    return position == 0 ? starts[series] : frequency.stamp(position, after: starts[series])
  }

  /// The same panel with other values, as many as before.
  package func replacingStorage(_ storage: [Double]) -> Panel {
    replacing(storage: storage)
  }

  init(
    unchecked frequency: Frequency, _ timestampFormat: TimestampFormat, _ ids: [String],
    _ starts: [Timestamp], _ lastZones: [Timestamp.Zone], _ offsets: [Int], _ storage: [Double],
    _ covariates: [String: [Double]], _ attributes: [[String: String]],
    _ categories: [String: CategoricalColumn], _ future: FutureCovariates?
  ) {
    self.frequency = frequency
    self.timestampFormat = timestampFormat
    self.ids = ids
    self.starts = starts
    self.lastZones = lastZones
    self.offsets = offsets
    self.storage = storage
    self.covariates = covariates
    self.attributes = attributes
    self.categories = categories
    self.future = future
  }
}

extension Dictionary {
  fileprivate func mapValuesByKey<T>(_ transform: (Key) -> T) -> [Key: T] {
    Dictionary<Key, T>(uniqueKeysWithValues: keys.map { ($0, transform($0)) })
  }
}
