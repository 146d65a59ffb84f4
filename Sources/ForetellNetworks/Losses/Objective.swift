/// One loss at work: what it asks of outputs and targets, and its sum over some of them.
///
/// A file a loss; ``Loss`` is the value that names them.
protocol Objective: Sendable {
  /// Refuses numbers that make no loss.
  func validate() throws(NetworkError)

  /// Whether it takes the head's sums, the activation being part of it.
  var readsSums: Bool { get }

  /// Whether a network that gives such outputs can be trained with it.
  func suits(_ output: OutputActivation) -> Bool

  /// Numbers in a row of targets beside a row of `outputs`; nil where such a row is none of this loss.
  func targetSize(outputs: Int) -> Int?

  /// What to do where it is none.
  var shapeRemedy: String { get }

  /// What a target may be.
  func domain(outputs: Int) -> TargetDomain

  /// The sum of the weights of a batch, whose rows are `size` wide.
  func totalWeight<S: BinaryFloatingPoint>(_ weights: [S], size: Int) -> Double

  /// `Σ w·ℓ(p, y)`; leaves `scale` times its slopes.
  ///
  /// Where w is 0, p and y may be anything; the slope is 0.
  func sum<S>(_ rows: LossRows<S>) -> Double
}

extension Objective {
  func validate() throws(NetworkError) {}
  var readsSums: Bool { false }
  func suits(_ output: OutputActivation) -> Bool { true }
  func targetSize(outputs: Int) -> Int? { outputs }
  var shapeRemedy: String { "any number will do" }
  func domain(outputs: Int) -> TargetDomain { .numbers }
  func totalWeight<S: BinaryFloatingPoint>(_ weights: [S], size: Int) -> Double {
    weights.reduce(0.0) { $0 + Double($1) }
  }
}

/// Rows of outputs beside their targets and weights, and where the slopes go.
struct LossRows<S: BinaryFloatingPoint & Sendable> {
  let count: Int
  /// Outputs of a row.
  let width: Int
  let outputs: UnsafePointer<S>
  let targets: UnsafePointer<S>
  let weights: UnsafePointer<S>
  let scale: Double
  let slopes: UnsafeMutablePointer<S>
  let kernels: Kernels<S>

  /// All outputs of all rows.
  var elements: Int { count * width }
}
