public import ForetellSeries

extension CovariateEncoder {
  /// The labels of a panel, and of `horizon` rows after it, that the encoder has not learned, each once.
  public func unseenLabels(in panel: Panel, horizon: Int) -> [UnseenLabel] {
    (columns.past + columns.known + columns.fixed).flatMap { name -> [UnseenLabel] in
      guard columns.isCategorical(name), let vocabulary = vocabularies[name] else { return [] }
      var unseen = UnseenLabels(column: name, vocabulary)
      if columns.fixed.contains(name) {
        unseen.note(CategoricalColumn(panel.attributes.map { $0[name] }), panel.ids) { $0..<$0 + 1 }
        return unseen.found
      }
      if let column = panel.categories[name] { unseen.note(column, panel.ids, panel.range) }
      if columns.known.contains(name), let future = panel.future,
        let column = future.categories[name]
      {
        unseen.note(column, panel.ids) { future.range(of: $0).prefix(max(0, horizon)) }
      }
      return unseen.found
    }
  }

  /// The numbers of a panel, and of `horizon` rows after it, that are unlike any the encoder has learned from: for each
  /// column the one farthest away.
  ///
  /// Such are those farther from the mean than all that were there and than ``UnseenNumber/limit`` standard deviations, and
  /// in a column that was constant all others.
  public func unseenNumbers(in panel: Panel, horizon: Int) -> [UnseenNumber] {
    (columns.past + columns.known + columns.fixed).compactMap { name -> UnseenNumber? in
      guard let scale = scales[name] else { return nil }
      var farthest = FarthestNumber()
      for series in 0..<panel.count {
        let column = panel.covariates[name] ?? []
        let scale =
          column.isEmpty
          ? scale : self.scale(of: name, in: panel.ids[series], column[panel.range(of: series)])
        if columns.fixed.contains(name) {
          if let number = try? Self.number(name, of: series, in: panel) {
            farthest.look(at: number, scale, series: series, position: nil)
          }
          continue
        }
        for (position, row) in panel.range(of: series).enumerated() where !column.isEmpty {
          farthest.look(at: column[row], scale, series: series, position: position)
        }
        guard columns.known.contains(name), let future = panel.future,
          let column = future.covariates[name]
        else { continue }
        let end = panel.range(of: series).count
        for (step, row) in future.range(of: series).prefix(max(0, horizon)).enumerated() {
          farthest.look(at: column[row], scale, series: series, position: end + step)
        }
      }
      return farthest.found.map { found in
        UnseenNumber(
          column: name, number: found.number, series: panel.ids[found.series],
          timestamp: found.position.map { panel.timestamp(of: found.series, at: $0) },
          mean: found.scale.mean, deviation: found.scale.reach == 0 ? nil : found.scale.deviation,
          count: farthest.count)
      }
    }
  }

  /// Why a forecast is not a finite number: what stands farthest out in the columns of its series, where anything does.
  func notFinite(
    _ series: Int, of panel: Panel, horizon: Int, remedy: String
  ) -> ForecastingError {
    let message = "its forecast is not a finite number"
    let strange = unseenNumbers(in: panel.selecting([series]), horizon: horizon)
    let worst = strange.max { ($0.deviations ?? 0) < ($1.deviations ?? 0) }
    guard let worst, worst.deviation != nil else {
      return ForecastingError(.notFinite, message, series: panel.ids[series], remedy: remedy)
    }
    return ForecastingError(
      .notFinite, message + ", and \(worst.distance)", series: worst.series,
      timestamp: worst.timestamp, column: worst.column, remedy: "correct \(worst.number)")
  }
}

/// A label that was not there when a model was fitted; it is taken as unknown.
public struct UnseenLabel: Hashable, Sendable, CustomStringConvertible {
  public let column: String
  /// nil is an empty field, in a column that had none.
  public let label: String?
  /// The first series that bears it.
  public let series: String

  public var description: String {
    "\(label.map { "‘\($0)’" } ?? "an empty field") in column ‘\(column)’ (first in series ‘\(series)’) "
      + "was not in the history the model was fitted to, and is taken as unknown"
  }
}

/// A number unlike any that was there when a model was fitted: the farthest of its column.
public struct UnseenNumber: Hashable, Sendable, CustomStringConvertible {
  /// Standard deviations from the mean within which a number is not remarked upon.
  public static let limit = 10.0

  public let column: String
  public let number: Double
  public let series: String
  /// nil for a fact of the series.
  public let timestamp: Timestamp?
  /// Those of the column when the model was fitted; no deviation where it was constant.
  public let mean: Double
  public let deviation: Double?
  /// How many such numbers the column has.
  public let count: Int

  /// Its distance from the mean in standard deviations; nil where the column was constant.
  public var deviations: Double? { deviation.map { abs(number - mean) / $0 } }

  /// How far out it is.
  var distance: String {
    guard let deviations else {
      return "\(number) in a column that was \(mean) throughout when the model was fitted"
    }
    let times = deviations < 1e6 ? "\(Int(deviations.rounded()))" : "more than a million"
    return
      "\(number) is \(times) standard deviations from the mean of what the model was fitted to"
  }

  public var description: String {
    let place = timestamp.map { "series ‘\(series)’ at \($0)" } ?? "series ‘\(series)’"
    let more = count > 1 ? "; so far out are \(count) numbers of the column" : ""
    let effect =
      deviation == nil
      ? "what another value does it has not learned, and leaves out"
      : "it has not seen the like, and its intervals are no wider for it"
    return "column ‘\(column)’, \(place): \(distance)\(more); \(effect)"
  }
}

/// Gathers the labels of one column that are unknown, each once.
private struct UnseenLabels {
  private let column: String
  private let vocabulary: Vocabulary
  private var labels = Set<String?>()
  private(set) var found: [UnseenLabel] = []

  init(column: String, _ vocabulary: Vocabulary) {
    (self.column, self.vocabulary) = (column, vocabulary)
  }

  mutating func note(
    _ labels: CategoricalColumn, _ ids: [String], _ rows: (Int) -> Range<Int>
  ) {
    let translation = Translation(vocabulary, labels.levels)
    for (series, id) in ids.enumerated() {
      for code in labels.codes[rows(series)] where translation[code] == 0 {
        let label = code < 0 ? nil : labels.levels[Int(code)]
        guard self.labels.insert(label).inserted else { continue }
        found.append(UnseenLabel(column: column, label: label, series: id))
      }
    }
  }
}

/// Looks through the numbers of a column for the farthest that is unlike what was there.
private struct FarthestNumber {
  /// In standard deviations.
  private var distance = 0.0
  private(set) var found:
    (number: Double, scale: CovariateEncoder.Scale, series: Int, position: Int?)?
  private(set) var count = 0

  mutating func look(
    at number: Double, _ scale: CovariateEncoder.Scale, series: Int, position: Int?
  ) {
    let distance = abs(number - scale.mean)
    guard distance > scale.familiar else { return }
    count += 1
    guard distance / scale.deviation > self.distance else { return }
    (self.distance, found) = (distance / scale.deviation, (number, scale, series, position))
  }
}

extension CovariateEncoder.Scale {
  /// Distances from the mean up to this one have been there, or nearly so.
  fileprivate var familiar: Double {
    // Rounding alone leaves a constant column this much.
    reach == 0 ? 1e-12 * abs(mean) : max(UnseenNumber.limit * deviation, reach ?? 0)
  }
}
