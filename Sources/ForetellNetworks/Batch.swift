/// What a network sees in one step of training: windows side by side, time-major.
public struct Batch<Scalar: BinaryFloatingPoint & Sendable>: Sendable {
  /// T, the time steps of a window.
  public let steps: Int
  /// B, the windows.
  public let rows: Int
  /// F, the numeric features of a step.
  public let features: Int
  /// O, the outputs a readout.
  public let outputs: Int
  /// K, the numbers of targets a readout: O, where the loss does not say otherwise.
  public let targetSize: Int
  public let readout: Readout
  /// What the network sees, `[T, B, F]`.
  public var inputs: [Scalar]
  /// The categories it sees, `[T, B, C]`: a row of each embedding, 0 what is unknown; empty where there are none.
  public var categories: [Int32]
  /// What it is to give: `[B, K]` where the last step is read, else `[T, B, K]`.
  public var targets: [Scalar]
  /// How much each target counts, shaped like ``targets``; 0 where it was not observed, and then the
  /// target may be anything.
  public var weights: [Scalar]
  /// Whether a window has an input at a step, `[T, B]`; nil where all have at all steps.
  ///
  /// At a step without one the state stays as it is, and the inputs may be anything. A window that is shorter
  /// than T has none before it begins or after it ends; the last state is then that of its last input.
  public var mask: [Bool]?

  /// A batch of zeros that fits a network and the loss it is trained with.
  public init(
    _ configuration: NetworkConfiguration, steps: Int, rows: Int, loss: Loss = .meanSquaredError
  ) {
    self.steps = steps
    self.rows = rows
    features = configuration.inputSize
    outputs = configuration.outputSize
    targetSize = loss.targetSize(outputs: outputs) ?? outputs
    readout = configuration.readout
    inputs = Array(repeating: 0, count: steps * rows * configuration.inputSize)
    categories = Array(repeating: 0, count: steps * rows * configuration.embeddings.count)
    let readouts = configuration.readout.count(of: steps)
    targets = Array(repeating: 0, count: readouts * rows * targetSize)
    weights = targets
  }

  /// Whether its sizes and arrays are those of a network's batch.
  func fits(_ network: RecurrentNetwork, steps: Int) -> Bool {
    let configuration = network.configuration
    return self.steps == steps && features == configuration.inputSize
      && outputs == configuration.outputSize && readout == configuration.readout
      && inputs.count == steps * rows * features
      && (mask.map { $0.count == steps * rows } ?? true)
      && configuration.accepts(categories: categories, rows: steps * rows)
      && targets.count == readouts * rows * targetSize && weights.count == targets.count
  }

  /// Masks windows of unequal length: row r has inputs at its first `lengths[r]` steps.
  public mutating func mask(lengths: [Int]) {
    precondition(lengths.count == rows, "a length for each window")
    mask = (0..<steps).flatMap { step in lengths.map { step < $0 } }
  }

  /// How many readouts a window has: T or 1.
  public var readouts: Int { readout.count(of: steps) }
}
