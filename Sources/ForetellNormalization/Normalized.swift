/// A value on the scale a network works in; what a ``Normalizer`` makes of a raw `Double`.
///
/// It is a type of its own so that raw and normalized values cannot be mixed.
public struct Normalized: Hashable, Sendable, Comparable {
  public var value: Double

  public init(_ value: Double) { self.value = value }

  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
