/// What a loss's targets may be.
public enum TargetDomain: Hashable, Sendable, CustomStringConvertible {
  /// Any finite number.
  case numbers
  /// 0 or 1.
  case binary
  /// The number of a class, from 0.
  case classes(Int)
  /// Whole numbers from 0 on.
  case counts

  /// Whether a target lies in it.
  public func contains(_ target: Double) -> Bool {
    switch self {
    case .numbers: target.isFinite
    case .binary: target == 0 || target == 1
    case .classes(let count): target >= 0 && target < Double(count) && target == target.rounded()
    case .counts: target >= 0 && target.isFinite && target == target.rounded()
    }
  }

  /// The place of the first observed target outside; nil where there is none.
  ///
  /// NaN stands for a target that was not observed.
  public func firstViolation(in targets: some Sequence<Double>) -> Int? {
    for (place, target) in targets.enumerated() where !target.isNaN && !contains(target) {
      return place
    }
    return nil
  }

  /// As in “the target must be …”.
  public var description: String {
    switch self {
    case .numbers: "a finite number"
    case .binary: "0 or 1"
    case .classes(let count): "the number of a class, 0 … \(count - 1)"
    case .counts: "a whole number of at least 0"
    }
  }
}
