// Categorical inputs: rows of tables beside the numeric inputs; see ``Embedding``.
extension ShardPass {
  /// Fills the first layer's input from rows of the batch: numeric features, then a vector a category.
  func fillInputs(from inputs: StepInputs<S>) {
    let layer = tape.layers[0].input
    let (numeric, width) = (configuration.inputSize, configuration.inputSize(of: 0))
    for step in 0..<steps {
      let first = step * inputs.rows + firstRow
      if configuration.embeddings.isEmpty {
        (layer + step * rows * width).update(
          from: inputs.numeric + first * numeric, count: rows * numeric)
      } else {
        for row in 0..<rows {
          let target = layer + (step * rows + row) * width
          target.update(from: inputs.numeric + (first + row) * numeric, count: numeric)
          embed(inputs.categories(at: first + row, configuration), into: target + numeric)
        }
      }
    }
    clearAbsentInputs()
  }

  private func embed(_ categories: UnsafePointer<Int32>, into target: UnsafeMutablePointer<S>) {
    var target = target
    for (column, embedding) in configuration.embeddings.enumerated() {
      let table = weights.embeddings + configuration.embeddingPlace(column)
      target.update(
        from: table + Int(categories[column]) * embedding.width, count: embedding.width)
      target += embedding.width
    }
  }

  /// Adds the gradient of the embedded inputs to the rows of the tables they came from.
  ///
  /// Steps and rows are taken in order, so that a category met twice gives the same bits every time.
  func scatterEmbeddingGradients(from inputs: StepInputs<S>) {
    guard let first = layout.embeddings.first else { return }
    let gradient = tape.headGradient + first.offset - layout.headWeight.offset
    let width = configuration.inputSize(of: 0)
    for step in 0..<steps {
      for row in 0..<rows {
        let categories = inputs.categories(
          at: step * inputs.rows + firstRow + row, configuration)
        var slopes = tape.dinputs + (step * rows + row) * width + configuration.inputSize
        for (column, embedding) in configuration.embeddings.enumerated() {
          let place =
            configuration.embeddingPlace(column) + Int(categories[column]) * embedding.width
          kernels.add(embedding.width, slopes, gradient + place)
          slopes += embedding.width
        }
      }
    }
  }
}

/// What enters a network at each step of a whole batch, time-major.
struct StepInputs<S: BinaryFloatingPoint & Sendable>: @unchecked Sendable {
  /// B, rows of the whole batch.
  let rows: Int
  /// `[T, B, F]`.
  let numeric: UnsafePointer<S>
  /// `[T, B, C]`.
  let categories: UnsafePointer<Int32>
  /// `[T, B]`: whether a row has an input; nil where all have at all steps.
  var mask: UnsafePointer<Bool>?

  /// The categories of a row of all steps, counted over the batch.
  func categories(
    at row: Int, _ configuration: NetworkConfiguration
  ) -> UnsafePointer<Int32> { categories + row * configuration.embeddings.count }

  /// What enters from a step on.
  func advanced(by steps: Int, _ configuration: NetworkConfiguration) -> StepInputs {
    StepInputs(
      rows: rows, numeric: numeric + steps * rows * configuration.inputSize,
      categories: categories + steps * rows * configuration.embeddings.count)
  }

  /// Lends the arrays of a batch; either may be empty.
  static func with<R>(
    rows: Int, numeric: [S], categories: [Int32], mask: [Bool]? = nil,
    _ body: (StepInputs<S>) throws -> R
  ) rethrows -> R {
    // An empty array has no address, and nothing will be read there.
    var (nothing, noCategory) = (S.zero, Int32.zero)
    return try withUnsafePointer(to: &nothing) { nothing in
      try withUnsafePointer(to: &noCategory) { noCategory in
        try numeric.withUnsafeBufferPointer { numeric in
          try categories.withUnsafeBufferPointer { categories in
            var inputs = StepInputs(
              rows: rows, numeric: numeric.baseAddress ?? nothing,
              categories: categories.baseAddress ?? noCategory)
            guard let mask else { return try body(inputs) }
            return try mask.withUnsafeBufferPointer {
              inputs.mask = $0.baseAddress
              return try body(inputs)
            }
          }
        }
      }
    }
  }
}

extension NetworkConfiguration {
  /// Where a table begins among the embeddings' parameters, which stand one after the other.
  func embeddingPlace(_ column: Int) -> Int {
    embeddings[..<column].reduce(0) { $0 + $1.rows * $1.width }
  }

  /// Whether `categories` are `[…, C]` for this many rows, each within its table.
  func accepts(categories: [Int32], rows: Int) -> Bool {
    guard categories.count == rows * embeddings.count else { return false }
    for (column, embedding) in embeddings.enumerated() {
      for place in stride(from: column, to: categories.count, by: embeddings.count)
      where !(0..<Int32(embedding.rows)).contains(categories[place]) { return false }
    }
    return true
  }
}
