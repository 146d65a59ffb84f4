public import ArgumentParser
public import Foretell

extension RecurrentRecipe.Strategy: ExpressibleByArgument {}

/// Losses of a network that forecasts values.
enum LossChoice: String, ExpressibleByArgument, CaseIterable {
  case mse, mae, huber, quantiles

  var loss: Loss {
    switch self {
    case .mse: .meanSquaredError
    case .mae: .meanAbsoluteError
    // Targets are scaled to a mean size of 1.
    case .huber: .huber(delta: 1)
    case .quantiles: .quantiles(.standard)
    }
  }
}

/// How a network is built and trained, and where; whatever is left out is chosen from the data.
struct NetworkOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Values that a forecast looks back on.")
  var inputSize: Int?

  @Option(
    parsing: .unconditional,
    help: "Steps in a season: 12 for months, 24 for hours, … (from the frequency).")
  var seasonLength: Int?

  @Option(parsing: .unconditional, help: "Size of the network's state.")
  var hiddenSize: Int?

  @Option(parsing: .unconditional, help: "Recurrent layers (1).")
  var layers: Int?

  @Option(
    help: """
      Steps that each layer looks back, blocks of layers separated by /, such as 1,3/6,12; season takes them from \
      the season's length.
      """, transform: DilationsArgument.read)
  var dilations: Dilations?

  @Flag(
    help: "Shortcuts around each layer above the first, or around each block of --dilations.")
  var residual = false

  @Flag(help: "Normalize what each layer gives.")
  var layerNorm = false

  @Option(
    parsing: .unconditional, help: "Share of outputs dropped between layers while training (0).")
  var dropout: Double?

  @Option(
    parsing: .unconditional,
    help: "Share of inputs and states dropped by one mask over a whole window while training (0).")
  var variationalDropout: Double?

  @Option(help: "direct: the whole horizon at once (default); recursive: one step, fed back.")
  var strategy: RecurrentRecipe.Strategy?

  @Option(
    help: """
      Chain of method@scope: identity, standard, min-max, robust, mean-absolute, level or log, \
      @panel, @series or @window; such as log@series,standard@series,level@window.
      """)
  var normalize: String?

  @Option(parsing: .unconditional, help: "Networks that are averaged.")
  var members: Int?

  @OptionGroup var training: TrainingOptions

  @Option(
    help: """
      What training makes small: mse (default), mae, huber, or quantiles, whose outputs are the intervals.
      """)
  var loss: LossChoice?

  @Option(
    parsing: .unconditional,
    help: "Values held back at the end to choose the number of steps (a horizon or more).")
  var valSize: Int?

  @Option(
    parsing: .unconditional, help: "Seed (0); the same seed gives the same forecast, to the bit.")
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: "Threads (as many as there are processors); they change no bit of the result.")
  var threads: Int?

  @Option(
    parsing: .unconditional,
    help: "Memory that training may take, such as 500M or 8G (4/5 of the machine's).")
  var maxMemory: String?

  @Flag(help: "A vector for each series, learned by its id (encoder-decoder and deepar).")
  var embedSeries = false

  @Option(
    help: """
      JSON of a recipe, or what inspect --json prints; what it leaves out is chosen from the data, and \
      flags go before it.
      """, completion: .file(extensions: ["json"]))
  var config: String?

  /// Whether a flag says how a single network is built or trained.
  var shapesNetwork: Bool {
    let sizes = [inputSize, hiddenSize, layers, members, valSize]
    return sizes.contains { $0 != nil } || dropout != nil || strategy != nil || normalize != nil
      || training.isGiven || config != nil || loss != nil || shapesStack
  }

  /// Whether a flag says how the layers stand above each other.
  var shapesStack: Bool {
    dilations != nil || residual || layerNorm || variationalDropout != nil
  }

  /// `--max-memory` in bytes.
  var memoryLimit: Int? {
    guard let maxMemory, let unit = maxMemory.last else { return nil }
    let shift = ["K": 10, "M": 20, "G": 30, "T": 40][unit.uppercased()]
    let digits = shift == nil ? maxMemory : String(maxMemory.dropLast())
    return Int(digits).flatMap { $0 > 0 && $0 < 1 << 22 || shift == nil ? $0 << (shift ?? 0) : nil }
  }

  func validate() throws {
    if let maxMemory, (memoryLimit ?? 0) <= 0 {
      throw ValidationError(
        "--max-memory does not know ‘\(maxMemory)’; say for example 500M or 8G.")
    }
    let sizes = [
      ("--input-size", inputSize, 2...1_000_000),
      ("--season-length", seasonLength, 1...1_000_000), ("--hidden-size", hiddenSize, 1...16_384),
      ("--layers", layers, 1...64), ("--members", members, 1...1000),
      ("--val-size", valSize, 0...1_000_000), ("--threads", threads, 1...1024),
    ]
    for case (let flag, let size?, let range) in sizes where !range.contains(size) {
      throw ValidationError(
        "\(flag) is \(size); it must lie within \(range.lowerBound) … \(range.upperBound).")
    }
    for case (let flag, let share?) in [
      ("--dropout", dropout), ("--variational-dropout", variationalDropout),
    ] where !(share >= 0 && share < 1) {
      throw ValidationError("\(flag) is \(share); it must be at least 0 and below 1.")
    }
    // A configuration may have more layers.
    if let dropout, dropout > 0, layers ?? 1 == 1, dilations == nil, config == nil {
      throw ValidationError(
        "--dropout drops between layers, and there is one; give it more --layers, or take --variational-dropout."
      )
    }
    if let layers, let dilations { try DilationsArgument.check(dilations, layers: layers) }
    if let normalize, Normalization(normalize) == nil {
      throw ValidationError(
        "‘\(normalize)’ is not a normalization: methods with scopes that do not widen, such as "
          + "log@series,standard@series,level@window.")
    }
  }
}
