public import ForetellBacktesting
internal import ForetellCSV
public import ForetellSeries

/// A CSV of forecasts as this command or another tool wrote it.
///
/// The names of the columns tell the style:
/// - Nixtla's and ours: `unique_id, ds, [cutoff], <Model>, <Model>-lo-80, <Model>-hi-80`; `step`, `y` and
///   `index` are passed over.
/// - Prophet's: `ds, yhat, yhat_lower, yhat_upper`; the bounds are of the level given to ``init(path:level:timestampFormat:)``.
/// - AutoGluon's: `item_id, timestamp, mean, 0.1, …, 0.9`; pairs of quantiles are intervals.
public struct ForecastFile: Sendable {
  public let forecasts: ExternalForecasts
  /// The physical line of each row.
  public let lines: [Int]
  public let style: ForecastStyle

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - level: that of Prophet's bounds, in percent.
  ///   - timestampFormat: how stamps are written; nil finds out.
  /// - Throws: `FileError`, `CSVError` where the columns or their fields are not those of forecasts.
  public init(
    path: String, level: Double = 80, timestampFormat: TimestampFormat? = nil
  ) throws {
    var found: ForecastColumns?
    let columns = try CSVColumns(path: path) { names in
      let columns = try ForecastColumns(names, level: level)
      found = columns
      return columns.textPlaces
    }
    guard let plan = found else { throw CSVError(.noRows, "there is no header", path: path) }
    do throws(CSVError) {
      forecasts = try plan.forecasts(from: columns, timestampFormat)
    } catch {
      var error = error
      error.path = path
      throw error
    }
    lines = columns.lines
    style = plan.style
  }
}

/// How the columns of a file of forecasts are named.
public enum ForecastStyle: String, Sendable, CaseIterable {
  case nixtla
  case prophet
  case autogluon
}

/// What each column of a file of forecasts holds.
struct ForecastColumns {
  /// A model and the places of its columns.
  struct Model {
    let name: String
    var values: Int
    /// Places of lower and upper bounds by level.
    var bounds: [(level: Double, lower: Int?, upper: Int?)] = []
  }

  let style: ForecastStyle
  private let id: Int?
  private let stamp: Int
  private let cutoff: Int?
  private var models: [Model] = []

  private static let idNames = ["unique_id", "item_id", "series_id", "id", "series"]
  private static let stampNames = ["ds", "timestamp", "date", "datetime", "time"]
  /// Columns that hold no forecast.
  private static let others: Set = ["y", "step", "index", "fold", "actual", "horizon", ""]

  var textPlaces: Set<Int> { Set([id, stamp, cutoff].compactMap(\.self)) }

  init(_ names: [String], level: Double) throws(CSVError) {
    func place(_ candidates: [String]) -> Int? {
      candidates.lazy.compactMap { name in names.firstIndex { $0.lowercased() == name } }.first
    }
    guard let stamp = place(Self.stampNames) else {
      throw CSVError(
        .noTimeColumn, "no column of time stamps among \(names.joined(separator: ", "))", line: 1,
        remedy: "call it ds or timestamp")
    }
    self.stamp = stamp
    id = place(Self.idNames)
    cutoff = place(["cutoff"])
    let quantiles = names.indices.compactMap { index in
      Double(names[index]).flatMap { $0 > 0 && $0 < 1 ? (index: index, quantile: $0) : nil }
    }
    if let values = place(["yhat"]) {
      style = .prophet
      var model = Model(name: "Prophet", values: values)
      if let lower = place(["yhat_lower"]), let upper = place(["yhat_upper"]) {
        model.bounds = [(level, lower, upper)]
      }
      models = [model]
    } else if let values = place(["mean"]) ?? quantiles.first(where: { $0.quantile == 0.5 })?.index,
      !quantiles.isEmpty
    {
      style = .autogluon
      models = [Self.quantileModel(values, quantiles)]
    } else {
      style = .nixtla
      models = Self.namedModels(names, without: [id, stamp, cutoff])
    }
    guard !models.isEmpty else {
      throw CSVError(
        .noNumericColumn, "no column of forecasts among \(names.joined(separator: ", "))", line: 1,
        remedy: "name one after its model, or write Prophet's yhat or AutoGluon's mean")
    }
  }

  /// A model whose intervals are pairs of quantiles as far below 0.5 as above.
  private static func quantileModel(
    _ values: Int, _ quantiles: [(index: Int, quantile: Double)]
  ) -> Model {
    var model = Model(name: "AutoGluon", values: values)
    for low in quantiles where low.quantile < 0.5 {
      guard let high = quantiles.first(where: { abs($0.quantile + low.quantile - 1) < 1e-9 })
      else { continue }
      let level = ((1 - 2 * low.quantile) * 1e6).rounded() / 1e4
      model.bounds.append((level, low.index, high.index))
    }
    return model
  }

  /// Models named by their columns, with bounds behind `-lo-` and `-hi-`.
  private static func namedModels(_ names: [String], without known: [Int?]) -> [Model] {
    var models: [Model] = []
    var bounds: [(model: String, level: Double, isUpper: Bool, place: Int)] = []
    for (place, name) in names.enumerated()
    where !known.contains(place) && !others.contains(name.lowercased()) {
      if let bound = bound(name) {
        bounds.append((bound.model, bound.level, bound.isUpper, place))
      } else {
        models.append(Model(name: name, values: place))
      }
    }
    for bound in bounds {
      guard
        let model = models.firstIndex(where: {
          $0.name == bound.model || $0.name == bound.model + "-median"
        })
      else { continue }
      var own = models[model].bounds
      let index = own.firstIndex { $0.level == bound.level } ?? own.count
      if index == own.count { own.append((bound.level, nil, nil)) }
      if bound.isUpper { own[index].upper = bound.place } else { own[index].lower = bound.place }
      models[model].bounds = own
    }
    return models
  }

  /// What `LSTM-lo-80` says.
  private static func bound(_ name: String) -> (model: String, level: Double, isUpper: Bool)? {
    for (mark, isUpper) in [("-lo-", false), ("-hi-", true)] {
      let parts = name.split(separator: mark)
      guard parts.count == 2, let level = Double(parts[1]), level > 0, level < 100 else { continue }
      return (String(parts[0]), level, isUpper)
    }
    return nil
  }

  // MARK: Rows

  func forecasts(
    from columns: CSVColumns, _ known: TimestampFormat?
  ) throws(CSVError) -> ExternalForecasts {
    var found: [PointTable.Column] = []
    for model in models where style != .nixtla || columns.isNumeric(model.values) {
      var bands: [PointTable.PredictionBand] = []
      for case (let level, let lower?, let upper?) in model.bounds {
        bands.append(
          .init(
            level: level, lower: try columns.numbers(of: lower),
            upper: try columns.numbers(of: upper)))
      }
      found.append(
        .init(
          model: model.name, values: try columns.numbers(of: model.values), intervals: bands))
    }
    guard !found.isEmpty else {
      // Every column that could be a forecast holds something else: say what.
      for model in models { _ = try columns.numbers(of: model.values) }
      throw CSVError(.noNumericColumn, "no column of forecasts holds a number", line: 1)
    }
    return ExternalForecasts(
      ids: id.map { columns.texts(of: $0) } ?? columns.lines.map { _ in "" },
      timestamps: try stamps(stamp, columns, known),
      cutoffs: try cutoff.map { place throws(CSVError) in try stamps(place, columns, known) } ?? [],
      columns: found)
  }

  private func stamps(
    _ place: Int, _ columns: CSVColumns, _ known: TimestampFormat?
  ) throws(CSVError) -> [Timestamp] {
    let texts = columns.texts(of: place)
    guard
      let format = known ?? TimestampFormat(inferredFrom: texts.prefix(300).filter { !$0.isEmpty })
    else {
      throw CSVError(
        .badTimestamp, "‘\(texts.first ?? "")’ is not a time stamp of a known form",
        line: columns.lines.first, column: columns.names[place],
        remedy: "say how it is written, for example --forecasts-time-format %d.%m.%Y")
    }
    var stamps: [Timestamp] = []
    stamps.reserveCapacity(texts.count)
    for (row, text) in texts.enumerated() {
      guard let stamp = format.timestamp(from: text) else {
        throw CSVError(
          .badTimestamp, "‘\(text)’ is not written as \(format)", line: columns.lines[row],
          column: columns.names[place], remedy: "write all stamps of a column alike")
      }
      stamps.append(stamp)
    }
    return stamps
  }
}
