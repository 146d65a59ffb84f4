internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellSeries
internal import ForetellWindowing

extension EncoderDecoderRecipe {
  private enum CodingKeys: String, CodingKey {
    case horizon, covariates, cell, hiddenSize, layers, dropout, inputSize, seasonLength, feedsBack
    case teacherForcing, embedsSeries, normalization, training, sampling, members, validationSize
    case refitsOnAllData, seed, isResidual, normalizesLayers, variationalDropout
  }

  /// Reads a recipe; whatever is left out is what a new recipe has.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<T: Decodable>(_ key: CodingKeys, into value: inout T) throws {
      if let found = try container.decodeIfPresent(T.self, forKey: key) { value = found }
    }
    self.init(horizon: try container.decode(Int.self, forKey: .horizon))
    try read(.covariates, into: &covariates)
    try read(.cell, into: &cell)
    try read(.layers, into: &layers)
    try read(.dropout, into: &dropout)
    try read(.isResidual, into: &isResidual)
    try read(.normalizesLayers, into: &normalizesLayers)
    variationalDropout = try container.decodeIfPresent(
      VariationalDropout.self, forKey: .variationalDropout)
    try read(.feedsBack, into: &feedsBack)
    try read(.teacherForcing, into: &teacherForcing)
    try read(.embedsSeries, into: &embedsSeries)
    try read(.sampling, into: &sampling)
    try read(.refitsOnAllData, into: &refitsOnAllData)
    try read(.seed, into: &seed)
    hiddenSize = try container.decodeIfPresent(Int.self, forKey: .hiddenSize)
    inputSize = try container.decodeIfPresent(Int.self, forKey: .inputSize)
    seasonLength = try container.decodeIfPresent(Int.self, forKey: .seasonLength)
    normalization = try container.decodeIfPresent(Normalization.self, forKey: .normalization)
    training = try container.decodeIfPresent(Training.self, forKey: .training)
    members = try container.decodeIfPresent(Int.self, forKey: .members)
    validationSize = try container.decodeIfPresent(Int.self, forKey: .validationSize)
  }
}
