internal import ForetellNetworks

// What no recipe may ask for, checked before anything is computed.

extension ForecastingError {
  /// Refuses sizes beyond 1 … 1 000 000, by name; nil is left to the data.
  static func refuse(_ sizes: [(name: String, size: Int?)]) throws(ForecastingError) {
    for case (let name, let size?) in sizes where !(1...1_000_000).contains(size) {
      throw ForecastingError(
        .recipe, "the \(name) is \(size)", remedy: "it must lie within 1 … 1 000 000")
    }
  }
}

extension Training {
  /// Refuses sizes, bounds of the gradient, schedules and optimizers with which nothing can be trained.
  func checkNumbers() throws(ForecastingError) {
    try ForecastingError.refuse([
      ("number of training steps", steps), ("batch size", batchSize),
      ("validation interval", validationInterval), ("patience", patience),
    ])
    for case (let name, let limit?) in [("norm", clipNorm), ("largest number", clipValue)]
    where !(limit > 0) {
      throw ForecastingError(
        .recipe, "the gradient's \(name) is clipped to \(limit)", remedy: "it must be above 0")
    }
    do throws(NetworkError) {
      try schedule.validate()
      try optimizer.validate()
    } catch {
      throw ForecastingError(.recipe, error.message, remedy: error.remedy)
    }
  }
}

extension EncoderDecoder {
  /// Refuses to begin what the machine could not finish.
  ///
  /// - Parameters:
  ///   - members: networks that are trained side by side.
  ///   - values: of the history, each of which stands with its columns on the scale of both stages of fitting.
  func checkMemory(
    steps: Int, horizon: Int, rows: Int, members: Int, values: Int, limit: Int?
  ) throws(ForecastingError) {
    let one = trainingBytes(steps: steps, horizon: horizon, rows: rows)
    let (all, overflow) = one.multipliedReportingOverflow(by: members)
    let inputs = configuration.future.numeric + configuration.past.numeric
    let limit = limit ?? Engine.physicalMemory / 5 * 4
    guard limit > 0, overflow || all > limit - values * (32 + 8 * inputs) else { return }
    throw ForecastingError(
      .memory,
      "fitting would take \(one >> 20) MB of memory a member, of which there are \(members), and "
        + "\(limit >> 20) MB may be used",
      remedy: "lower --batch-size, --hidden-size, --members or the horizon, or raise --max-memory")
  }
}
