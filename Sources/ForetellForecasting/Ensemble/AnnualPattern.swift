/// The course of the year in a daily series: what a sum of three waves explains beside a straight line.
///
///     a(t) = Σ_k  b_k·sin(2πkt/Y) + c_k·cos(2πkt/Y),   k = 1 … 3,   Y the days of a year
struct AnnualPattern: Hashable, Sendable {
  /// The factors b_1, c_1, b_2, c_2 and so on.
  private let coefficients: [Double]
  private let year: Double

  private static let waves = 3
  /// Newest years that are looked at.
  private static let mostYears = 20
  /// The share of a year's variance that the other years must explain.
  private static let leastShare = 0.2

  /// The pattern of a series, where each year is foretold by the others; nil with less than two years.
  ///
  /// Of every year the pattern of all others must explain a fifth of the variance around a line, on average:
  /// a random walk, or one odd year, has a pattern too, but not twice the same one.
  ///
  /// - Parameter daysOfWeek: values in a week, 7 with weekends and 5 without.
  static func tested(_ values: [Double], daysOfWeek: Int) -> AnnualPattern? {
    let year = 365.25 * Double(daysOfWeek) / 7
    let length = Int(year)
    let years = min(mostYears, values.count / length)
    guard years >= 2 else { return nil }
    let first = values.count - years * length
    let blocks = (0..<years).map { number in
      Equations(values, first + number * length..<first + (number + 1) * length, year: year)
    }
    let whole = blocks.reduce(Equations()) { $0.adding($1, times: 1) }
    var (left, variance) = (0.0, 0.0)
    for (number, block) in blocks.enumerated() {
      // One year alone cannot tell its slope from its course.
      guard let others = whole.adding(block, times: -1).pattern(hasSlope: years > 2, year: year)
      else { return nil }
      let range = first + number * length..<first + (number + 1) * length
      left += squaresAroundLine(range.map { values[$0] - others.value(at: $0) })
      variance += squaresAroundLine(Array(values[range]))
    }
    guard left < (1 - leastShare) * variance else { return nil }
    return whole.pattern(hasSlope: true, year: year)
  }

  private init(coefficients: [Double], year: Double) {
    (self.coefficients, self.year) = (coefficients, year)
  }

  /// a at a time counted as the values were.
  func value(at time: Int) -> Double {
    let row = Self.row(at: time, year: year)
    return zip(coefficients, row).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func row(at time: Int, year: Double) -> [Double] {
    (1...waves).flatMap { wave -> [Double] in
      let (sine, cosine) = Elementary.wave(turns: Double(wave * time) / year)
      return [sine, cosine]
    }
  }

  private static func squaresAroundLine(_ values: [Double]) -> Double {
    let line = Line(through: values)
    return values.enumerated().reduce(0) { sum, entry in
      let rest = entry.element - line.intercept - line.slope * Double(entry.offset)
      return sum + rest * rest
    }
  }

  /// The normal equations of 1, t, the waves and the value.
  private struct Equations {
    private static let unknowns = 2 + 2 * waves
    private var matrix = [[Double]](
      repeating: [Double](repeating: 0, count: unknowns + 1), count: unknowns)

    init() {}

    init(_ values: [Double], _ range: Range<Int>, year: Double) {
      for time in range {
        let row =
          [1, Double(time) / year] + AnnualPattern.row(at: time, year: year) + [values[time]]
        for i in 0..<Self.unknowns {
          for j in 0...Self.unknowns { matrix[i][j] += row[i] * row[j] }
        }
      }
    }

    func adding(_ other: Equations, times factor: Double) -> Equations {
      var sum = self
      for i in matrix.indices {
        for j in matrix[i].indices { sum.matrix[i][j] += factor * other.matrix[i][j] }
      }
      return sum
    }

    func pattern(hasSlope: Bool, year: Double) -> AnnualPattern? {
      var equations = matrix
      if !hasSlope {
        equations.remove(at: 1)
        for row in equations.indices { equations[row].remove(at: 1) }
      }
      guard let solution = LeastSquares.solved(&equations) else { return nil }
      let coefficients = Array(solution.suffix(2 * waves))
      guard coefficients.allSatisfy(\.isFinite) else { return nil }
      return AnnualPattern(coefficients: coefficients, year: year)
    }
  }
}
