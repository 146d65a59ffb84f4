internal import ForetellNetworks
internal import ForetellSeries

extension LikelihoodRecipe {
  private enum CodingKeys: String, CodingKey {
    case horizon, likelihood, covariates, embedsSeries, cell, hiddenSize, layers, dropout
    case contextLength, seasonLength, paths, members, training, validationSize, seed
    case isResidual, normalizesLayers, variationalDropout
  }

  /// Reads a recipe; whatever is left out is what a new recipe has.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<T: Decodable>(_ key: CodingKeys, into value: inout T) throws {
      if let found = try container.decodeIfPresent(T.self, forKey: key) { value = found }
    }
    self.init(
      horizon: try container.decode(Int.self, forKey: .horizon),
      likelihood: try container.decodeIfPresent(Likelihood.self, forKey: .likelihood))
    covariates = try container.decodeIfPresent(CovariateColumns.self, forKey: .covariates)
    try read(.embedsSeries, into: &embedsSeries)
    try read(.cell, into: &cell)
    try read(.hiddenSize, into: &hiddenSize)
    try read(.layers, into: &layers)
    try read(.dropout, into: &dropout)
    try read(.isResidual, into: &isResidual)
    try read(.normalizesLayers, into: &normalizesLayers)
    variationalDropout = try container.decodeIfPresent(
      VariationalDropout.self, forKey: .variationalDropout)
    contextLength = try container.decodeIfPresent(Int.self, forKey: .contextLength)
    seasonLength = try container.decodeIfPresent(Int.self, forKey: .seasonLength)
    try read(.paths, into: &paths)
    members = try container.decodeIfPresent(Int.self, forKey: .members)
    training = try container.decodeIfPresent(Training.self, forKey: .training)
    validationSize = try container.decodeIfPresent(Int.self, forKey: .validationSize)
    try read(.seed, into: &seed)
  }

  /// Writes a recipe; one that sees the series alone is written as it was when there was no other.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(horizon, forKey: .horizon)
    try container.encodeIfPresent(likelihood, forKey: .likelihood)
    try container.encodeIfPresent(covariates, forKey: .covariates)
    try container.encodeIfPresent(embedsSeries ? true : nil, forKey: .embedsSeries)
    try container.encode(cell, forKey: .cell)
    try container.encode(hiddenSize, forKey: .hiddenSize)
    try container.encode(layers, forKey: .layers)
    try container.encode(dropout, forKey: .dropout)
    try container.encodeIfPresent(isResidual ? true : nil, forKey: .isResidual)
    try container.encodeIfPresent(normalizesLayers ? true : nil, forKey: .normalizesLayers)
    try container.encodeIfPresent(variationalDropout, forKey: .variationalDropout)
    try container.encodeIfPresent(contextLength, forKey: .contextLength)
    try container.encodeIfPresent(seasonLength, forKey: .seasonLength)
    try container.encode(paths, forKey: .paths)
    try container.encodeIfPresent(members, forKey: .members)
    try container.encodeIfPresent(training, forKey: .training)
    try container.encodeIfPresent(validationSize, forKey: .validationSize)
    try container.encode(seed, forKey: .seed)
  }
}
