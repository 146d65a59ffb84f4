internal import ArgumentParser
internal import Foretell

/// What `foretell simulate` can be asked for by a word.
enum SimulatedKind: String, ExpressibleByArgument, CaseIterable {
  case monthly, quarterly, yearly, weekly, daily, hourly
  case halfHourly = "half-hourly"
  case counts, intermittent

  /// The frequency that the kind has, unless another one is asked for.
  var frequency: Frequency {
    switch self {
    case .monthly, .counts, .intermittent: .monthly
    case .quarterly: .quarterly
    case .yearly: .yearly
    case .weekly: .weeks(1, on: .sunday)
    case .daily: .daily
    case .hourly: .hourly
    case .halfHourly: .minutes(30)
    }
  }

  /// Whether the kind is named after its frequency, so that it cannot have just any.
  var isFrequency: Bool { self != .counts && self != .intermittent }

  var observation: ObservationLaw {
    switch self {
    case .counts: .counts(CountingPrior())
    case .intermittent: .intermittent(DemandPrior())
    default: .measurements(PositiveScalePrior())
    }
  }
}
