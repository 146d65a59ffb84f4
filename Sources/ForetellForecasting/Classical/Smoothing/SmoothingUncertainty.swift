/// What not knowing the parameters adds to the variance of forecasts.
///
/// Errors and forecasts are taken as straight lines in the fitted numbers θ (smoothing parameters and
/// initial states) around the fit. With J the derivatives of the errors, g those of the forecast h steps
/// ahead, and R the precision of a parameter that may lie anywhere in its range, the variance that θ
/// brings is `g·(JᵀJ/σ² + R)⁻¹·gᵀ`. The textbook formulas leave it out, and are too narrow on short series.
///
/// Source: the delta method on the information matrix; Hyndman, Koehler, Ord & Snyder 2008, section 6.1, name the
/// omission.
struct SmoothingUncertainty {
  private let form: SmoothingForm
  private let history: ClassicalHistory
  private let fitted: SmoothingParameters
  private let variance: Double
  private let workspace: SmoothingWorkspace

  init(_ state: SmoothingState, after history: ClassicalHistory) {
    form = state.form
    self.history = history
    fitted = state.parameters
    variance = state.variance
    workspace = SmoothingWorkspace(
      longest: history.values.count, longestSeason: max(1, state.parameters.seasons.count))
  }

  /// The variances to add, one a step; zeros where the fit leaves nothing to judge by.
  func variances(_ horizon: Int) -> [Double] {
    let none = [Double](repeating: 0, count: horizon)
    guard variance > 0, form.season != .multiplicative else { return none }
    let numbers = numbers
    var slopes: [(errors: [Double], forecasts: [Double])] = []
    for number in numbers {
      guard let above = run(number, +1, horizon), let below = run(number, -1, horizon) else {
        return none
      }
      let width = 2 * number.distance
      slopes.append(
        (
          zip(above.errors, below.errors).map { ($0 - $1) / width },
          zip(above.forecasts, below.forecasts).map { ($0 - $1) / width }
        ))
    }
    return spread(of: slopes, precisions: numbers.map(\.precision), horizon)
  }

  // MARK: The numbers

  /// One of the fitted numbers: how to move it, how far, and how well it is known beforehand.
  private struct Number {
    let distance: Double
    let precision: Double
    let move: (inout SmoothingParameters, Double) -> Void
  }

  private var numbers: [Number] {
    /// Anywhere in a range of this width: a variance of width²/12.
    func parameter(_ width: Double, _ path: WritableKeyPath<SmoothingParameters, Double>) -> Number
    {
      Number(distance: 1e-4, precision: 12 / (width * width)) { $0[keyPath: path] += $1 }
    }
    let size = 1e-4 * max(abs(fitted.level), variance.squareRoot())
    func state(_ path: WritableKeyPath<SmoothingParameters, Double>) -> Number {
      Number(distance: size, precision: 0) { $0[keyPath: path] += $1 }
    }
    var numbers = [parameter(1, \.alpha), state(\.level)]
    if form.trend != .none {
      numbers += [parameter(max(0.05, fitted.alpha), \.beta), state(\.slope)]
    }
    if form.trend == .damped { numbers.append(parameter(0.18, \.phi)) }
    if form.season == .additive {
      numbers.append(parameter(max(0.05, 1 - fitted.alpha), \.gamma))
      // The last one follows from the others, which with the level say it all.
      for place in fitted.seasons.indices.dropLast() {
        numbers.append(Number(distance: size, precision: 0) { $0.seasons[place] += $1 })
      }
    }
    return numbers
  }

  /// Errors and forecasts with one number moved; nil where the filter cannot run.
  private func run(
    _ number: Number, _ sign: Double, _ horizon: Int
  ) -> (errors: [Double], forecasts: [Double])? {
    var parameters = fitted
    number.move(&parameters, sign * number.distance)
    guard let state = SmoothingState(form, parameters, after: history, in: workspace) else {
      return nil
    }
    return (workspace.errors(of: form), state.points(horizon))
  }

  // MARK: The matrix

  private func spread(
    of slopes: [(errors: [Double], forecasts: [Double])], precisions: [Double], _ horizon: Int
  ) -> [Double] {
    let count = slopes.count
    var information = [[Double]](
      repeating: [Double](repeating: 0, count: count), count: count)
    for row in 0..<count {
      for column in 0...row {
        let product = zip(slopes[row].errors, slopes[column].errors).reduce(0) {
          $0 + $1.0 * $1.1
        }
        information[row][column] = product / variance
        information[column][row] = product / variance
      }
      information[row][row] += precisions[row]
    }
    guard let factor = Self.choleskyFactor(of: information) else {
      return [Double](repeating: 0, count: horizon)
    }
    return (0..<horizon).map { step in
      // With L·x = g, g·(L·Lᵀ)⁻¹·gᵀ is |x|².
      var solved = [Double](repeating: 0, count: count)
      for row in 0..<count {
        var rest = slopes[row].forecasts[step]
        for column in 0..<row { rest -= factor[row][column] * solved[column] }
        solved[row] = rest / factor[row][row]
      }
      let sum = solved.reduce(0) { $0 + $1 * $1 }
      return sum.isFinite ? sum : 0
    }
  }

  /// L with L·Lᵀ the matrix; nil where it is not positive definite.
  private static func choleskyFactor(of matrix: [[Double]]) -> [[Double]]? {
    var factor = matrix
    for row in matrix.indices {
      for column in 0...row {
        var rest = matrix[row][column]
        for index in 0..<column { rest -= factor[row][index] * factor[column][index] }
        if row == column {
          guard rest > 1e-12 * matrix[row][row] else { return nil }
          factor[row][row] = rest.squareRoot()
        } else {
          factor[row][column] = rest / factor[column][column]
        }
      }
    }
    return factor
  }
}
