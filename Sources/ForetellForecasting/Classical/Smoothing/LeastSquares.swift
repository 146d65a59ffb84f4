/// Small systems of linear equations.
enum LeastSquares {
  /// The line of `y ≈ a + b·t + c·sin(2πt/period) + d·cos(2πt/period)`, the wave left out.
  static func lineAndWave(_ values: [Double], period: Int) -> Line {
    let (sines, cosines) = Elementary.waves(period: period, count: values.count)
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: 5), count: 4)
    for (time, value) in values.enumerated() {
      let row = [1, Double(time), sines[time], cosines[time], value]
      for i in 0..<4 { for j in 0..<5 { matrix[i][j] += row[i] * row[j] } }
    }
    guard let solution = solved(&matrix) else { return Line(through: values) }
    return Line(intercept: solution[0], slope: solution[1])
  }

  /// Gaussian elimination with pivots of an augmented matrix; nil where it is singular.
  static func solved(_ matrix: inout [[Double]]) -> [Double]? {
    let size = matrix.count
    let largest = matrix.indices.reduce(0) { max($0, abs(matrix[$1][$1])) }
    for column in 0..<size {
      guard
        let pivot = (column..<size).max(by: { abs(matrix[$0][column]) < abs(matrix[$1][column]) }),
        abs(matrix[pivot][column]) > 1e-12 * largest
      else { return nil }
      matrix.swapAt(column, pivot)
      for row in 0..<size where row != column {
        let factor = matrix[row][column] / matrix[column][column]
        for next in column...size { matrix[row][next] -= factor * matrix[column][next] }
      }
    }
    return (0..<size).map { matrix[$0][size] / matrix[$0][$0] }
  }
}
