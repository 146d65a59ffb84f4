internal import ForetellNetworks

/// What stands where in a step.
///
///     numbers   lags, age, size, centre, known, calendar, known numbers of each lag, static
///     labels    known, static, id
///
/// What was known of a step stands beside its value, so that what it did to it can be taken off.
struct LikelihoodLayout: Hashable {
  /// How many lags there are.
  let lags: Int
  /// nil where no column beside the target is seen.
  let columns: CovariateLayout?
  /// Series with a vector of their own.
  let series: Int

  /// Numbers a step.
  var numeric: Int {
    guard let columns else { return lags + 3 }
    return lags + 3 + columns.knownWidth + lags * columns.known.numeric.count
      + columns.fixed.numeric.count
  }

  /// A table for each label of a step.
  var embeddings: [Embedding] {
    let labels = columns.map { ($0.known.vocabularies + $0.fixed.vocabularies).map(\.embedding) }
    return (labels ?? []) + (series > 0 ? [Embedding(categories: series)] : [])
  }
}

extension ResolvedLikelihood {
  var layout: LikelihoodLayout {
    LikelihoodLayout(
      lags: lags.count, columns: encoder.map { CovariateLayout($0) }, series: series?.count ?? 0)
  }
}
