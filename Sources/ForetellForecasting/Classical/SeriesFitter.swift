/// Fits a classical method to one series, or the nearest simpler form where the method cannot run.
struct SeriesFitter {
  /// Values of a window without a season.
  static let plainWindow = 4
  /// Values below which only the last one is taken.
  static let fewest = 4

  let method: ClassicalMethod
  let seasonLength: Int
  let workspace: SmoothingWorkspace

  struct Found {
    let structure: SeriesFit.Structure
    var stopgap: SeriesFit.Stopgap?
    var logLikelihood: Double?
  }

  func fit(_ history: ClassicalHistory) -> Found {
    guard !history.isConstant else { return Found(structure: .constant) }
    switch method {
    case .windowAverage: return Found(structure: .windowAverage(width: window(history)))
    case .naive2:

      let kind = SeasonalPattern.tested(history, length: seasonLength).kind
      return Found(structure: .lastValue(season: kind))
    case .theta: return theta(history)
    case .simpleSmoothing: return first(of: ["SES"], history)
    case .holt: return first(of: ["Holt", "SES"], history)
    case .dampedHolt: return first(of: ["DampedHolt", "Holt", "SES"], history)
    case .holtWinters: return first(of: ["HoltWinters", "Holt", "SES"], history)
    case .holtWintersMultiplicative:
      return first(of: ["HoltWintersMultiplicative", "HoltWinters", "Holt", "SES"], history)
    case .autoETS:
      guard let best = smoother(history).fitBest() else { return lastValue(tooFew(history)) }
      return found(best, history)
    }
  }

  private static let forms = [
    "SES": SmoothingForm(.additive, .none, .none),
    "Holt": SmoothingForm(.additive, .additive, .none),
    "DampedHolt": SmoothingForm(.additive, .damped, .none),
    "HoltWinters": SmoothingForm(.additive, .additive, .additive),
    "HoltWintersMultiplicative": SmoothingForm(.multiplicative, .additive, .multiplicative),
  ]

  /// The first of these forms that can be fitted; the reason is why the one asked for cannot.
  private func first(of names: [String], _ history: ClassicalHistory) -> Found {
    let fitter = smoother(history)
    var reason: String?
    for name in names {
      guard let form = Self.forms[name] else { continue }
      if let fit = fitter.fit(form) {
        return found(
          fit, history, stopgap: reason.map { SeriesFit.Stopgap(model: name, reason: $0) })
      }
      reason = reason ?? fitter.obstacle(to: form) ?? "no parameters fit it"
    }
    return lastValue(reason ?? tooFew(history))
  }

  private func theta(_ history: ClassicalHistory) -> Found {
    let pattern = SeasonalPattern.tested(history, length: seasonLength)
    guard history.observedCount >= Self.fewest,
      let method = ThetaMethod(history, pattern: pattern)
    else { return lastValue(tooFew(history)) }
    // A series that is a straight line leaves nothing to smooth.
    let alpha = method.bent.isConstant ? 0.5 : method.fittedAlpha(workspace)
    guard let alpha else { return lastValue("no parameters fit it") }
    return Found(structure: .theta(alpha: alpha, season: pattern.kind))
  }

  private func window(_ history: ClassicalHistory) -> Int {
    seasonLength > 1 ? min(seasonLength, history.values.count) : Self.plainWindow
  }

  private func smoother(_ history: ClassicalHistory) -> SmoothingFitter {
    SmoothingFitter(history, seasonLength: seasonLength, workspace: workspace)
  }

  private func found(
    _ fit: SmoothingFit, _ history: ClassicalHistory, stopgap: SeriesFit.Stopgap? = nil
  ) -> Found {
    let parameters = fit.parameters.mapStates(fit.form.season) { $0 * history.scale }
    // What the criterion lost when the values were divided by the scale.
    let scaling = 2 * Double(history.observedCount) * Elementary.ln(history.scale)
    return Found(
      structure: .smoothing(form: fit.form, parameters: parameters), stopgap: stopgap,
      logLikelihood: -(fit.criterion + scaling) / 2)
  }

  private func tooFew(_ history: ClassicalHistory) -> String {
    "it has \(history.observedCount) values where \(method.name) needs \(Self.fewest)"
  }

  private func lastValue(_ reason: String) -> Found {
    Found(
      structure: .lastValue(season: .none),
      stopgap: SeriesFit.Stopgap(model: Baseline.naive.name, reason: reason))
  }
}
