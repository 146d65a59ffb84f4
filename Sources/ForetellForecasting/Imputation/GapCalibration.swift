/// How far fills strayed from hidden values: what the bounds of a filled one are made of.
///
/// A bound of a value d steps from the nearest known one is the fill ± q·s_d: s_d is the root mean square of the errors
/// at that distance, made to grow with d, and q a quantile of the ratios |error| / s_d. The ratios of a block are taken
/// with the s_d of other folds, which share no value with its own: errors measured in units of themselves look too
/// regular. Errors within a block
/// hang together, so that not values but blocks are exchangeable: of n ratios in K blocks, m = n / K in each,
///
///     q = the ⌈(n + m)·level⌉-th smallest
///
/// holds as many values of a further block as the level says, on average over blocks; with m = 1 it is split conformal
/// prediction. Where so few blocks have no such quantile, q is the largest ratio, at least Student's.
/// Sources: Vovk et al. 2005; for groups Lee, Barber & Willett 2023 and Dunn, Wasserman & Ramdas 2023.
struct GapCalibration: Hashable, Sendable {
  /// s_d by distance.
  let spread: [Double]
  /// |error| / s_d in ascending order.
  let ratios: [Double]
  /// K; blocks of several draws that lie over each other count once.
  let blocks: Int

  /// - Parameters:
  ///   - known: values that blocks were drawn from.
  ///   - all: errors by block and step; NaN where nothing was observed.
  ///   - folds: by block.
  /// - Returns: nil where there is no error to go by.
  init?(known: Int, errors all: [[Double]], folds: [Int]) {
    let rows = zip(all, folds).filter { row, _ in row.contains(where: \.isFinite) }
    let errors = rows.map { $0.0 }
    guard !errors.isEmpty else { return nil }
    let steps = errors.reduce(0) { $0 + $1.count }
    blocks = max(1, min(errors.count, known * errors.count / steps))
    spread = Self.spread(of: errors)
    var ratios: [Double] = []
    for fold in Set(folds).sorted() {
      let others = rows.filter { $0.1 != fold }.map { $0.0 }
      let foreign = others.isEmpty ? spread : Self.spread(of: others)
      for (row, own) in rows where own == fold {
        for (step, error) in row.enumerated() where error.isFinite {
          let distance = min(step, row.count - 1 - step)
          let unit = foreign[min(distance, foreign.count - 1)]
          let scale = unit > 0 ? unit : spread[distance]
          ratios.append(scale > 0 ? abs(error) / scale : 0)
        }
      }
    }
    self.ratios = ratios.sorted()
  }

  /// The half-width of the bounds `distance` steps beyond the first from the nearest value.
  ///
  /// Beyond the distances that were tried it grows with the root of the distance, as that of a random walk.
  func reach(distance: Int, level: Double) -> Double {
    let last = spread.count - 1
    let growth = distance <= last ? 1 : (Double(distance + 1) / Double(last + 1)).squareRoot()
    return multiple(level: level) * spread[min(distance, last)] * growth
  }

  private func multiple(level: Double) -> Double {
    guard let largest = ratios.last else { return 0 }
    let (count, share) = (Double(ratios.count), level / 100)
    let place = ((count + count / Double(blocks)) * share).rounded(.up) - 1
    if place < count { return ratios[max(0, Int(place))] }
    return max(largest, StudentsT.reach(ofLevel: level, freedom: Double(blocks - 1)))
  }

  private static func spread(of errors: [[Double]]) -> [Double] {
    let distances = errors.map { ($0.count + 1) / 2 }.max() ?? 0
    var squares = [Double](repeating: 0, count: distances)
    var counts = squares
    for row in errors {
      for (step, error) in row.enumerated() where error.isFinite {
        let distance = min(step, row.count - 1 - step)
        squares[distance] += error * error
        counts[distance] += 1
      }
    }
    return Calibration.growing(squares, counts).map { $0.squareRoot() }
  }
}
