internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellRandom
internal import ForetellSeries

/// Fills batches with series from their launch on, a row a series.
///
///     encoder   static                                labels static
///     decoder   calendar, static, place               labels static, step since the launch
struct ColdStartGatherer: Sendable {
  let panel: Panel
  let normalizer: Normalizer
  private let columns: EncodedCovariates
  private let horizon: Int

  init(
    _ resolved: ResolvedColdStart, panel: Panel, normalizer: Normalizer, columns: EncodedCovariates
  ) {
    self.panel = panel
    self.normalizer = normalizer
    self.columns = columns
    horizon = resolved.recipe.horizon
  }

  /// Fills a row with a series.
  ///
  /// - Parameter forgetting: where labels are drawn that are shown as unknown, one in twenty, so that the unknown one is
  ///   learned too.
  func fill(
    _ batch: inout EncoderDecoderBatch<Float>, row: Int, with series: Int,
    forgetting random: RandomStream? = nil
  ) {
    let facts = columns.fixed(of: series)
    let labels = columns.fixedLabels(of: series).enumerated().map { place, label in
      random.map { $0[uniformAt: place] < 0.05 } == true ? 0 : label
    }
    put(Array(facts), at: row, into: &batch.past.inputs)
    put(labels, at: row, into: &batch.past.categories)
    let values = panel.values(of: series)
    let rows = columns.knownOffsets[series + 1] - columns.knownOffsets[series]
    for step in 0..<batch.future.steps {
      let place = step * batch.future.rows + row
      let known = columns.known(of: series, at: min(step, rows - 1))
      put(
        known + facts + [Float(step + 1) / Float(horizon)], at: place, into: &batch.future.inputs)
      put(
        labels + [Int32(min(step, horizon - 1) + 1)], at: place, into: &batch.future.categories)
      let value = step < values.count ? values[values.startIndex + step] : .nan
      batch.future.weights[place] = value.isNaN ? 0 : 1
      batch.future.targets[place] = value.isNaN ? 0 : Float(normalizer.normalize(value).value)
    }
  }

  private func put<T>(_ cells: some Collection<T>, at row: Int, into target: inout [T]) {
    for (place, cell) in cells.enumerated() { target[row * cells.count + place] = cell }
  }
}

/// One network of a cold start in training.
actor ColdStartMember: CrewMember {
  private let trainer: EncoderDecoderTrainer
  private let gatherer: ColdStartGatherer
  private let series: [Int]
  private let random: RandomStream
  private var batch: EncoderDecoderBatch<Float>

  /// - Parameter series: those it learns from.
  init(
    _ resolved: ResolvedColdStart, number: Int, series: [Int], gatherer: ColdStartGatherer,
    engine: Engine, flowInterval: Int? = nil
  ) throws {
    let random = RandomStream(seed: resolved.recipe.seed).stream("member").stream(number)
    let network = try EncoderDecoder(resolved.network)
    let horizon = resolved.recipe.horizon
    trainer = EncoderDecoderTrainer(
      network, training: resolved.training, steps: 1, horizon: horizon,
      from: TrainingState(
        network.initialParameters(random: random.stream("parameters")),
        optimizer: resolved.training.optimizer),
      random: random, engine: engine)
    trainer.flowInterval = flowInterval
    batch = EncoderDecoderBatch(
      resolved.network, steps: 1, horizon: horizon, rows: resolved.training.batchSize,
      loss: resolved.training.loss)
    (self.gatherer, self.series, self.random) = (gatherer, series, random.stream("series"))
  }

  var parameters: Parameters<Float> { trainer.state.parameters }

  func lowerRate(by factor: Double) { trainer.lowerRate(by: factor) }

  func advance(to step: Int, tally: ProgressTally, phase: FittingProgress.Phase) throws {
    while trainer.state.step < step {
      try Task.checkCancellation()
      for row in 0..<batch.past.rows {
        let place = trainer.state.step * batch.past.rows + row
        let drawn = min(series.count - 1, Int(random[uniformAt: place] * Double(series.count)))
        gatherer.fill(
          &batch, row: row, with: series[drawn],
          forgetting: random.stream("labels").stream(place))
      }
      tally.count(loss: try loss(), phase: phase, flow: trainer.takeFlow())
    }
  }

  private func loss() throws(ForecastingError) -> Double {
    do throws(NetworkError) {
      return try trainer.step(on: batch).loss
    } catch {
      throw ForecastingError(.diverged, error.message, remedy: error.remedy)
    }
  }
}
