internal import ForetellNetworks

/// What stands where in a step of the encoder and of the decoder.
///
///     encoder   value, known, calendar, past, static                  labels known, past, static, id
///     decoder   known, calendar, static, place, season, seasons (, fed back)   labels known, static, id
///
/// The place is the share of the horizon that has passed. Where there is a season, the season is the newest value seen a whole
/// number of seasons before, and seasons the mean of all such that the encoder reads.
struct EncoderDecoderLayout: Hashable, Sendable {
  let columns: CovariateLayout
  let seasonLength: Int
  /// Series with a vector of their own.
  let series: Int

  init(_ columns: CovariateLayout, seasonLength: Int, series: Int) {
    self.columns = columns
    self.seasonLength = seasonLength
    self.series = series
  }

  private var fixed: Int { columns.fixed.numeric.count }

  var past: EncoderDecoderConfiguration.Inputs {
    .init(
      numeric: 1 + columns.knownWidth + columns.past.numeric.count + fixed,
      embeddings: tables(columns.known, columns.past, columns.fixed))
  }

  var future: EncoderDecoderConfiguration.Inputs {
    .init(
      numeric: columns.knownWidth + fixed + 1 + (seasonLength > 1 ? 2 : 0),
      embeddings: tables(columns.known, columns.fixed))
  }

  private func tables(_ columns: CovariateLayout.Columns...) -> [Embedding] {
    let labels = columns.flatMap(\.vocabularies).map(\.embedding)
    return labels + (series > 0 ? [Embedding(categories: series)] : [])
  }
}
