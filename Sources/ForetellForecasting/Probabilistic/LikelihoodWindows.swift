internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellSeries

/// Windows of a panel as batches: a context, and after it as many steps as are learned to be forecast.
///
/// Only the values after the context are targets. Those within it are part of its centre and unit, and a network that
/// was taught by them would learn to be surer than it may be after the end.
struct LikelihoodWindows {
  /// A window ends before position `end` of a series; its last `reach` steps are not seen by its scale.
  struct Window: Hashable {
    let series: Int
    let end: Int
    let reach: Int
  }

  /// Those of the shortest window.
  static let fewestValues = 4

  private let panel: Panel
  private let resolved: ResolvedLikelihood
  private let inputs: LikelihoodInputs
  private let leastUnits: [Double]
  /// Values that each series shows, without those held back.
  private let lengths: [Int]
  /// Windows of the series before, so that one number picks series and end.
  private let firsts: [Int]

  /// - Parameter resolved: what was learned of the panel without the values held back.
  init(
    _ panel: Panel, _ resolved: ResolvedLikelihood, holdingBack held: Int
  ) throws(ForecastingError) {
    self.panel = panel
    self.resolved = resolved
    inputs = try LikelihoodInputs(resolved, of: panel, horizon: 0)
    leastUnits = (held > 0 ? panel.prefix(dropping: held) : panel).leastUnits(resolved.likelihood)
    let lengths = (0..<panel.count).map { max(0, panel.range(of: $0).count - held) }
    self.lengths = lengths
    var firsts = [0]
    for length in lengths {
      firsts.append(firsts[firsts.count - 1] + max(0, length - Self.fewestValues + 1))
    }
    self.firsts = firsts
  }

  /// Windows to draw from.
  var count: Int { firsts[firsts.count - 1] }

  /// A window by its number.
  subscript(number: Int) -> Window {
    var (low, high) = (0, firsts.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if firsts[middle] <= number { low = middle } else { high = middle }
    }
    let end = number - firsts[low] + Self.fewestValues
    return Window(series: low, end: end, reach: min(resolved.reach, end / 2))
  }

  /// The windows at the very end of the series, at most `most` of them, whose last `held` values are forecast.
  func tail(of held: Int, most: Int) -> [Window] {
    let able = lengths.indices.filter { lengths[$0] >= Self.fewestValues }
    let step = max(1, (able.count + most - 1) / most)
    return stride(from: 0, to: able.count, by: step).map {
      Window(series: able[$0], end: panel.range(of: able[$0]).count, reach: held)
    }
  }

  func scale(of window: Window) -> WindowScale {
    let range = panel.range(of: window.series)
    let end = range.lowerBound + window.end - window.reach
    return WindowScale(
      of: panel.storage[max(range.lowerBound, end - resolved.context)..<end], resolved.likelihood,
      least: leastUnits[window.series])
  }

  /// Writes a window into a row of a batch.
  ///
  /// - Parameter forgetting: where facts and ids are drawn that are shown as unknown.
  func fill(
    _ batch: inout Batch<Float>, row: Int, with window: Window,
    forgetting random: RandomStream? = nil
  ) {
    let (scale, start) = (scale(of: window), panel.offsets[window.series])
    for step in 0..<batch.steps {
      let position = window.end - batch.steps + step
      let place = step * batch.rows + row
      let own = LikelihoodInputs.Step(series: window.series, position: position, scale: scale)
      inputs.fill(&batch.inputs, row: place, with: own) { scale.scaled(panel.storage[start + $0]) }
      inputs.fill(&batch.categories, row: place, with: own, forgetting: random)
      let value = position >= 0 ? panel.storage[start + position] : .nan
      let target = resolved.likelihood.target(value, on: scale)
      batch.targets[2 * place] = value.isNaN ? 0 : Float(target)
      batch.targets[2 * place + 1] = Float(resolved.likelihood.targetUnit(on: scale))
      let isTarget = !value.isNaN && step >= batch.steps - window.reach
      batch.weights[2 * place] = isTarget ? 1 : 0
      batch.weights[2 * place + 1] = 0
    }
  }
}

extension Likelihood {
  /// A value as the loss takes it: counts stay counts, everything else is scaled beforehand, so that
  /// no size is too large for a float.
  func target(_ value: Double, on scale: WindowScale) -> Double {
    self == .negativeBinomial ? value : (value - scale.centre) / scale.unit
  }

  /// The value that a draw from the distribution of a target stands for.
  func value(of draw: Double, on scale: WindowScale) -> Double {
    self == .negativeBinomial ? draw : scale.centre + scale.unit * draw
  }

  /// The unit that the distribution of a target has.
  func targetUnit(on scale: WindowScale) -> Double { self == .negativeBinomial ? scale.unit : 1 }
}

extension Panel {
  /// For each series a hundredth of its own unit: a still stretch must not blow up what follows.
  func leastUnits(_ likelihood: Likelihood) -> [Double] {
    (0..<count).map { WindowScale(of: values(of: $0), likelihood, least: 0).unit / 100 }
  }
}

/// Batches drawn at random; batch k is a function of the stream and k.
struct DrawnLikelihoodWindows: BatchSource {
  let windows: LikelihoodWindows
  let random: RandomStream

  func fill(_ batch: inout Batch<Float>, step: Int) {
    let stream = random.stream(step)
    for row in 0..<batch.rows {
      let number = min(windows.count - 1, Int(stream[uniformAt: row] * Double(windows.count)))
      windows.fill(
        &batch, row: row, with: windows[number],
        forgetting: stream.stream("forgotten").stream(row))
    }
  }
}
