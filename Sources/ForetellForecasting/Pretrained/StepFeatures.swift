/// What a pretrained network is told at a step of a series, computed from the values until then alone.
///
/// Values come one at a time; ``write(inputs:bases:)`` may be called after any of them. Memory does not grow with
/// the length of the series, and nothing is allocated after the start.
public protocol StepFeatures: Sendable {
  /// F, features of a step.
  var inputSize: Int { get }
  /// Steps ahead that the bases forecast.
  var horizon: Int { get }
  /// Simple forecasts that go with the features.
  var baseCount: Int { get }
  /// Values seen since the start.
  var count: Int { get }

  /// Forgets everything.
  mutating func reset()

  /// Sees the next value.
  mutating func append(_ value: Double)

  /// The features of the newest value, `[F]`, and the bases, `[baseCount, horizon]`, in units of the frame:
  /// a value v is written as `(v − anchor)/scale`.
  ///
  /// At least one value must have been seen.
  mutating func write(
    inputs: UnsafeMutablePointer<Float>, bases: UnsafeMutablePointer<Float>
  ) -> StepFrame
}

/// Where a step stands and how large its numbers are.
public struct StepFrame: Hashable, Sendable {
  public let anchor: Double
  /// Above 0.
  public let scale: Double
}

/// The newest values of a stream, contiguous, in memory of fixed size.
struct RecentValues: Sendable {
  private let kept: Int
  private var storage: [Double]
  private var end = 0

  /// Room for `kept` values.
  init(_ kept: Int) {
    self.kept = kept
    storage = Array(repeating: 0, count: 2 * kept)
  }

  mutating func reset() { end = 0 }

  mutating func append(_ value: Double) {
    if end == storage.count {
      storage.withUnsafeMutableBufferPointer { [kept] buffer in
        for index in 0..<kept { buffer[index] = buffer[buffer.count - kept + index] }
      }
      end = kept
    }
    storage[end] = value
    end += 1
  }

  /// The value `back` before the newest; the caller minds that there is one.
  subscript(back back: Int) -> Double { storage[end - 1 - back] }
}
