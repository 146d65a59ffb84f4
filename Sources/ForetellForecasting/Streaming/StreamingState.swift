internal import ForetellFiles
internal import ForetellNetworks
internal import ForetellNormalization
public import ForetellSeries
internal import FoundationEssentials

/// Where a stream stands, to be kept and gone on from.
///
/// It names the model it belongs to by a CRC-32 of recipe and parameters.
public struct StreamingState: Codable, Hashable, Sendable {
  /// The version of the layout.
  static let version = 1

  let foretell_stream: Int
  let model: String
  let series: [Series]

  /// Ids of the series, in the order of their first values.
  public var ids: [String] { series.map(\.id) }

  /// The newest stamp of each series.
  public var lastStamps: [Timestamp?] { series.map(\.last) }

  struct Series: Codable, Hashable, Sendable {
    let id: String
    let last: Timestamp?
    let normalizer: Normalizer
    let recent: [Double]
    let value: Double?
    let isConstant: Bool
    let members: [Member]
  }

  struct Member: Codable, Hashable, Sendable {
    let hidden: [Float]
    let cell: [Float]
  }
}

extension StreamingForecaster {
  /// Where it stands.
  public var state: StreamingState {
    StreamingState(
      foretell_stream: StreamingState.version, model: network.fingerprint,
      series: streams.map { stream in
        StreamingState.Series(
          id: stream.id, last: stream.last, normalizer: stream.normalizer,
          recent: stream.recent.map(\.value),
          value: stream.lastValue.isNaN ? nil : stream.lastValue, isConstant: stream.isConstant,
          members: stream.states.map { .init(hidden: $0.hidden, cell: $0.cell) })
      })
  }

  /// Goes on from where another stream of the same model stood; what this one has seen is forgotten.
  ///
  /// - Throws: ``ForecastingError`` with `.otherState` where it is the state of another model, or damaged.
  public mutating func resume(from state: StreamingState) throws(ForecastingError) {
    guard state.foretell_stream == StreamingState.version else {
      throw ForecastingError(
        .otherState, "the state was written by a later version of Foretell",
        remedy: "update foretell")
    }
    guard state.model == network.fingerprint else {
      throw ForecastingError(
        .otherState, "this is the state of another model",
        remedy: "use the model that it was made with, or begin anew with --from and the history")
    }
    var found: [SeriesStream] = []
    for series in state.series { found.append(try stream(of: series)) }
    guard Set(found.map(\.id)).count == found.count else {
      throw damaged("a series is in it twice")
    }
    streams = found
    places = Dictionary(uniqueKeysWithValues: found.enumerated().map { ($1.id, $0) })
  }

  private func stream(
    of series: StreamingState.Series
  ) throws(ForecastingError) -> SeriesStream {
    guard series.members.count == network.members.count,
      series.recent.count <= network.resolved.width, (series.value == nil) == series.recent.isEmpty
    else { throw damaged("series ‘\(series.id)’ has other sizes than the model") }
    var states: [RecurrentState<Float>] = []
    for member in series.members {
      do throws(NetworkError) {
        states.append(
          try RecurrentState(
            of: shape.configuration, rows: 1, hidden: member.hidden, cell: member.cell))
      } catch {
        throw damaged("series ‘\(series.id)’: \(error.message)")
      }
    }
    return SeriesStream(
      id: series.id, normalizer: series.normalizer, last: series.last,
      recent: series.recent.map(Normalized.init), lastValue: series.value ?? .nan,
      isConstant: series.isConstant, states: states)
  }

  private func damaged(_ detail: String) -> ForecastingError {
    ForecastingError(
      .otherState, "the state is damaged: \(detail)",
      remedy: "begin anew with --from and the history")
  }
}

extension RecurrentForecaster {
  /// CRC-32 of recipe and parameters, in hexadecimal digits.
  var fingerprint: String {
    var crc = CRC32()
    let recipe = (try? ModelFile.json(resolved)) ?? ""
    Array(recipe.utf8).withUnsafeBytes { crc.update($0) }
    for member in members {
      member.values.withUnsafeBytes { crc.update($0) }
    }
    return "crc32:" + String(crc.value, radix: 16)
  }
}
