internal import ForetellFiles
internal import ForetellSeries

extension CSVTable {
  /// Writes the rows of `horizon` steps after the end of each series, with the known columns to fill in.
  ///
  /// What is known already stands in them; ``addingFuture(_:)`` reads the file.
  /// - Throws: `FileError`; the old file is then untouched.
  public func writeTemplate(horizon: Int, to path: String) throws {
    let names = schema.covariates?.known ?? []
    let hasTargets = schema.targetColumns.count > 1
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      var writer = CSVWriter(delimiter: schema.delimiter)
      for column in [schema.idColumn, schema.timeColumn].compactMap(\.self) + names {
        writer.append(column)
      }
      writer.endRow()
      var written = Set<String>()
      for series in 0..<panel.count {
        let id = hasTargets ? rowID(of: panel.ids[series]) : panel.ids[series]
        // The targets of one row share what is known of it.
        if hasTargets, !written.insert(schema.idColumn == nil ? "" : id).inserted { continue }
        for step in 0..<horizon {
          if schema.idColumn != nil { writer.append(id) }
          let stamp = panel.timestamp(of: series, at: panel.range(of: series).count + step)
          writer.append(panel.timestampFormat.string(from: stamp))
          for name in names { writeCell(of: name, series, step, with: &writer) }
          writer.endRow()
        }
        if writer.bytes.count > 1 << 16 { try writer.flush(to: &file) }
      }
      try writer.flush(to: &file)
    }
  }

  /// The id of the rows that a series of one of several targets comes from.
  private func rowID(of id: String) -> String {
    for target in schema.targetColumns where id.hasSuffix("/\(target)") {
      return String(id.dropLast(target.count + 1))
    }
    return id
  }

  private func writeCell(
    of name: String, _ series: Int, _ step: Int, with writer: inout CSVWriter
  ) {
    guard let future = panel.future, step < future.count(of: series) else {
      return writer.appendMissing()
    }
    let row = future.offsets[series] + step
    if let numbers = future.covariates[name] {
      writer.append(numbers[row])
    } else if let label = future.categories[name]?[row] {
      writer.append(label)
    } else {
      writer.appendMissing()
    }
  }
}
