internal import ForetellSeries

/// Where the columns of a file of plans are.
struct FuturePlan {
  let id: Int?
  let time: Int
  let numeric: [(name: String, place: Int)]
  let categorical: [(name: String, place: Int)]

  var textPlaces: Set<Int> { Set([id, time].compactMap(\.self) + categorical.map(\.place)) }

  init(_ names: [String], schema: CSVSchema, _ columns: CovariateColumns) throws(CSVError) {
    func place(_ name: String) throws(CSVError) -> Int {
      if let place = names.firstIndex(of: name) { return place }
      let near = names.first { $0.isNear(name) }
      throw CSVError(
        .unknownColumn,
        "there is no column ‘\(name)’; there are \(CSVSchema.listed(Array(names.prefix(20))))",
        line: 1,
        remedy: near.map { "call ‘\($0)’ as in the data: ‘\(name)’" }
          ?? "‘foretell template’ writes a file with all columns")
    }
    id = try schema.idColumn.map { name throws(CSVError) in try place(name) }
    time = try place(schema.timeColumn)
    var (numeric, categorical): ([(name: String, place: Int)], [(name: String, place: Int)]) =
      ([], [])
    for name in columns.known {
      let column = (name, try place(name))
      if columns.isCategorical(name) { categorical.append(column) } else { numeric.append(column) }
    }
    (self.numeric, self.categorical) = (numeric, categorical)
  }
}
