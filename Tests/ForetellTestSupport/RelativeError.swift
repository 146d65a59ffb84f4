/// `‖a − b‖ / max(‖a‖, ‖b‖)`, or 0 where both are zero.
public func relativeError<A: BinaryFloatingPoint, B: BinaryFloatingPoint>(
  _ a: some Sequence<A>, _ b: some Sequence<B>
) -> Double {
  var (difference, left, right) = (0.0, 0.0, 0.0)
  for (x, y) in zip(a, b) {
    let (x, y) = (Double(x), Double(y))
    difference += (x - y) * (x - y)
    left += x * x
    right += y * y
  }
  let size = max(left, right)
  return size == 0 ? 0 : (difference / size).squareRoot()
}
