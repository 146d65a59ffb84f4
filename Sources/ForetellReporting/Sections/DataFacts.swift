internal import ForetellBacktesting

/// What the models were given, what went wrong, and whether anything saw the future.
struct DataFacts {
  let study: Study

  private var data: DataSummary { study.result.data }

  var section: Section {
    var section = Section("data", "Data and failures", short: "Data")
    section.finding = auditSentence
    if let audit = study.result.audit {
      section.badge =
        audit.passes
        ? ("better", "Leakage audit: PASS")
        : ("notBetter", "Leakage audit: " + NumberText.count(audit.offences.count, "offence"))
      section.tables += offences(audit)
    } else {
      section.badge = ("unknown", "Leakage audit: not run")
    }
    section.facts = facts
    section.tables += [failures, substitutions].compactMap { $0 }
    if failures == nil, substitutions == nil {
      section.footnotes = ["No model failed, and none had to stand in for another."]
    }
    return section
  }

  private var auditSentence: String {
    guard let audit = study.result.audit else {
      return "Nobody has tested whether a model sees the future; --audit does."
    }
    if let first = audit.offences.first {
      return
        "\(first.model) saw the future: its forecast of \(first.series.shortened) at step \(first.step) after "
        + "\(study.text(first.cutoff)) moved from \(NumberText.short(first.before, digits: 5)) to "
        + "\(NumberText.short(first.after, digits: 5)) when only later values changed."
    }
    return
      "Every value after the cutoffs was rewritten in \(audit.folds.count) folds, and the forecasts of "
      + "\(audit.models.joined(separator: ", ")) stayed the same to the bit."
  }

  private var facts: [Section.Fact] {
    var facts = [
      Section.Fact("Source", data.source ?? "given as a value"),
      Section.Fact("Series", NumberText.count(data.seriesCount)),
      Section.Fact(
        "Values",
        "\(NumberText.count(data.valueCount)), of them \(NumberText.count(data.missingCount)) missing"
      ),
      Section.Fact(
        "Length of a series",
        data.shortest == data.longest
          ? NumberText.count(data.longest)
          : "\(NumberText.count(data.shortest)) … \(NumberText.count(data.longest))"),
      Section.Fact("Range", "\(study.text(data.first)) … \(study.text(data.last))"),
      Section.Fact("Frequency", data.frequency.description),
      Section.Fact("Digest", codes: [data.digest]),
      Section.Fact(
        "Repairs", texts: data.repairs.isEmpty ? ["none"] : data.repairs.listing(first: 12)),
    ]
    if let stopped = study.result.stopped {
      facts.append(Section.Fact("Stopped early", stopped))
    }
    return facts
  }

  private func offences(_ audit: AuditReport) -> [Table] {
    guard !audit.offences.isEmpty else { return [] }
    var table = Table(
      "Forecasts that moved when only the future changed",
      columns: [
        .init(title: "Model", isNumber: false), .init(title: "Series", isNumber: false),
        .init(title: "Cutoff", isNumber: false), .init(title: "Step"), .init(title: "Before"),
        .init(title: "After"),
      ])
    table.rows = audit.offences.prefix(20).map { offence in
      .init(
        cells: [
          offence.model, offence.series.shortened, study.text(offence.cutoff), "\(offence.step)",
          NumberText.short(offence.before, digits: 5), NumberText.short(offence.after, digits: 5),
        ].map { Table.Cell($0) })
    }
    return [table]
  }

  private var failures: Table? {
    let all = study.result.models.flatMap { run in run.failures.map { (run.name, $0) } }
    guard !all.isEmpty else { return nil }
    let rest = all.count > 20 ? ", the first 20 of \(NumberText.count(all.count))" : ""
    var table = Table(
      "Failures" + rest,
      columns: ["Model", "Fold", "Series", "What happened"].map {
        .init(title: $0, isNumber: false)
      })
    table.rows = all.prefix(20).map { name, failure in
      var message = Table.Cell(failure.message)
      message.classes = "wrap"
      return .init(
        cells: [
          Table.Cell(name), Table.Cell("\(failure.fold + 1)"),
          Table.Cell(named: failure.series ?? "all"),
          message,
        ])
    }
    return table
  }

  private var substitutions: Table? {
    let all = study.result.models.flatMap { run in run.substitutions.map { (run.name, $0) } }
    guard !all.isEmpty else { return nil }
    var table = Table(
      "Series that another model forecast",
      columns: [
        .init(title: "Model", isNumber: false), .init(title: "In its place", isNumber: false),
        .init(title: "Series"), .init(title: "Why", isNumber: false),
      ])
    table.rows = all.prefix(20).map { name, substitution in
      var reason = Table.Cell(substitution.reason)
      reason.classes = "wrap"
      return .init(
        cells: [
          Table.Cell(name), Table.Cell(substitution.model),
          Table.Cell(NumberText.count(substitution.count)), reason,
        ])
    }
    return table
  }
}
