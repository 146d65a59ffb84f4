internal import Foretell

/// A network for many steps ahead, by segments, and how it is trained.
///
/// Source: SegRNN, Lin et al. 2023.
struct LongHorizonSettings {
  let horizon, lookback: Int
  /// Values a step sees, and steps decoded at once (0: the whole horizon from the head).
  var (segment, decoded) = (24, 0)
  var cell = CellKind.gru
  var (hidden, dropout, members) = (128, 0.0, 3)
  var (steps, batch, learningRate) = (400, 64, 3e-3)
  /// Whether it learns after every step of a window.
  var everyStep = false
  /// Whether the loss is the mean absolute error.
  var absolute = true

  init(horizon: Int, lookback: Int) {
    (self.horizon, self.lookback) = (horizon, lookback)
  }

  func recipe(seed: UInt64) -> RecurrentRecipe {
    var recipe = RecurrentRecipe(horizon: horizon)
    recipe.cell = cell
    recipe.hiddenSize = hidden
    recipe.inputSize = lookback
    recipe.width = segment
    recipe.stride = segment
    recipe.readout = everyStep ? .everyStep : .lastStep
    recipe.normalization = Normalization(.level, over: .window)
    recipe.segmentLength = decoded == 0 ? nil : decoded
    recipe.dropout = dropout
    recipe.members = members
    recipe.validationSize = LongHorizonData.validated
    recipe.refitsOnAllData = false
    recipe.seed = seed
    recipe.training = Training(
      optimizer: .adam(learningRate: learningRate), schedule: .cosine(), steps: steps,
      batchSize: batch, validationInterval: max(1, steps / 20),
      loss: absolute ? .meanAbsoluteError : .meanSquaredError)
    return recipe
  }

  /// What the validation part chose for ETTh1, by horizon and lookback.
  static let chosen: [LongHorizonSettings] = {
    var (near, far) = (
      LongHorizonSettings(horizon: 96, lookback: 96),
      LongHorizonSettings(horizon: 720, lookback: 96)
    )
    near.steps = 1500
    far.decoded = 24
    var (nearLong, farLong) = (
      LongHorizonSettings(horizon: 96, lookback: 720),
      LongHorizonSettings(horizon: 720, lookback: 720)
    )
    nearLong.segment = 48
    (farLong.segment, farLong.decoded) = (48, 48)
    return [near, far, nearLong, farLong]
  }()
}

/// What is to differ from the chosen settings, for a smoke run.
struct LongHorizonVariant {
  let steps, members: Int?

  func applied(to settings: LongHorizonSettings) -> LongHorizonSettings {
    var settings = settings
    settings.steps = steps ?? settings.steps
    settings.members = members ?? settings.members
    return settings
  }
}
