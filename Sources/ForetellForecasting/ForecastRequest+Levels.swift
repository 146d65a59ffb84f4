extension ForecastRequest {
  /// Refuses levels that no interval can have.
  func checkLevels() throws(ForecastingError) {
    for level in levels where !(level > 0 && level < 100) {
      throw ForecastingError(
        .level, "the level of an interval is \(level)", remedy: "it must lie between 0 and 100")
    }
  }
}

extension ForecastingError.Code {
  /// The level of an interval is not one that can be given.
  public static let level = ForecastingError.Code(rawValue: "level")
}
