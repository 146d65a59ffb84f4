public import ForetellNetworks

/// The sizes of a pretrained network and of what it sees.
public struct PretrainedShape: Codable, Hashable, Sendable {
  public var seasonClass: SeasonClass
  /// w, the newest values a step sees; a week of an hourly series.
  public var window: Int
  /// Steps of a training window.
  public var trainingSteps: Int
  /// Steps before a forecast, where the series has that many.
  public var forecastSteps: Int
  /// Steps ahead that it forecasts at once.
  public var horizon: Int
  /// Values before the first step of a training window, one of which is drawn for each.
  public var prefixes: [Int]
  public var hiddenSize: Int
  public var layers: Int

  /// Nine quantiles: 0.1, 0.2 … 0.9.
  public static let levels = (1...9).map { Double($0) / 10 }

  /// The shape that is trained for a class.
  public static func standard(_ seasonClass: SeasonClass) -> PretrainedShape {
    func shape(
      _ window: Int, _ steps: Int, _ horizon: Int, longest prefix: Int
    ) -> PretrainedShape {
      PretrainedShape(
        seasonClass: seasonClass, window: window, trainingSteps: steps, forecastSteps: 36,
        horizon: horizon,
        // Half of the windows begin where the series begins: short series are the newcomer's.
        prefixes: [0, 0, 0, prefix / 8, prefix / 4, prefix / 2, prefix].map { $0 + 1 },
        hiddenSize: 64, layers: 2)
    }
    switch seasonClass {
    case .yearly: return shape(9, 30, 13, longest: 20)
    case .quarterly: return shape(13, 44, 12, longest: 40)
    case .daily: return shape(22, 60, 14, longest: 84)
    case .monthly: return shape(25, 60, 24, longest: 84)
    case .weekly: return shape(53, 60, 13, longest: 100)
    case .hourly:
      return PretrainedShape(
        seasonClass: .hourly, window: 168, trainingSteps: 14, forecastSteps: 14, horizon: 48,
        prefixes: [168, 168, 251, 336, 504], hiddenSize: 96, layers: 1)
    }
  }

  /// Values from one step to the next.
  public var stride: Int { seasonClass == .hourly ? seasonClass.seasonLength : 1 }

  /// Steps after which a stream repeats itself: a season, or a week of hours.
  var streamSeason: Int { seasonClass == .hourly ? window : seasonClass.seasonLength }

  /// Values that a series must have.
  public var fewestValues: Int { seasonClass == .hourly ? window : 3 }

  /// The newest values of a series that are looked at.
  public var mostValues: Int { seasonClass == .hourly ? 1000 : 240 }

  /// Values of a series to train on: the longest prefix, the steps, and what follows the last one.
  public var trainingLength: Int {
    (prefixes.max() ?? 1) + (trainingSteps - 1) * stride + horizon
  }

  /// Values seen before the first step whose forecast counts in training.
  public var fewestTrainingValues: Int {
    seasonClass == .hourly ? window : max(3, seasonClass.seasonLength / 2) + 1
  }

  /// What its outputs are.
  public var quantiles: GatedQuantiles {
    GatedQuantiles(
      horizon: horizon, levels: Self.levels, bases: seasonClass == .hourly ? 4 : 2,
      gate: seasonClass == .hourly ? .softmax : .sigmoid)
  }

  var inputSize: Int {
    switch seasonClass {
    case .hourly: SubdailyFeatures(slots: seasonClass.seasonLength).inputSize
    default:
      CausalFeatures(
        seasonLength: seasonClass.seasonLength, window: window, horizon: horizon
      ).inputSize
    }
  }

  /// The network, read at every step to train, at the last to forecast; its parameters are the same.
  public func network(readout: Readout) -> NetworkConfiguration {
    NetworkConfiguration(
      cell: .lstm, inputSize: inputSize, hiddenSize: hiddenSize, layers: layers,
      outputSize: quantiles.outputSize, readout: readout,
      initializer: Initializer(.uniform, forgetBias: 1), isResidual: layers > 1, hasSkip: true)
  }

  /// Whether the sizes fit each other and memory, whatever file they came from.
  var isPlausible: Bool {
    let sizes = [window, trainingSteps, forecastSteps, horizon, hiddenSize, layers] + prefixes
    guard sizes.allSatisfy({ (1...4096).contains($0) }), layers <= 8, !prefixes.isEmpty else {
      return false
    }
    let season = seasonClass.seasonLength
    return seasonClass == .hourly
      ? window == 7 * season && horizon == 2 * season && prefixes.allSatisfy { $0 >= window }
      : window > season
  }
}
