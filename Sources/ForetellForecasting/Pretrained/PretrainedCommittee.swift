internal import ForetellNetworks

/// Networks of one class, trained from different seeds on different priors, whose quantiles are averaged.
///
/// Each is shown a view of the history (``HistoryView``) of its own. The mean of quantiles of equal level is a
/// distribution again (Vincent 1912), as wide as its members' are on average.
public struct PretrainedCommittee: Hashable, Sendable {
  /// At least one.
  public let networks: [PretrainedNetwork]

  /// nil where there is no network, or where they do not have one shape.
  public init?(_ networks: [PretrainedNetwork]) {
    guard let first = networks.first, networks.allSatisfy({ $0.shape == first.shape }) else {
      return nil
    }
    self.networks = networks
  }

  public var shape: PretrainedShape { networks[0].shape }

  /// How far intervals reach beyond the outermost quantiles; see ``QuantileCurve``.
  public var tail: Double { networks.reduce(0) { $0 + $1.tail } / Double(networks.count) }

  /// Parameters of all networks.
  public var parameterCount: Int { networks.reduce(0) { $0 + $1.parameters.values.count } }
}
