internal import ForetellBacktesting

/// The four numbers below the verdict.
struct KeyFigures {
  let study: Study
  let coverage: Coverage

  var figures: [Page.Figure] {
    guard let candidate = study.candidate else { return [] }
    return [error(of: candidate), wins(of: candidate), chance(of: candidate), held]
  }

  private func error(of candidate: Int) -> Page.Figure {
    let metric = study.metric
    let rival = study.rival.map { "\(study.name($0)): \(metric.text(study.score($0)))" }
    return .init(
      label: "\(metric.heading) of \(study.name(candidate))",
      value: metric.text(study.score(candidate)),
      note: rival ?? "nothing to compare with")
  }

  private func wins(of candidate: Int) -> Page.Figure {
    guard let rival = study.rival, let duel = study.result.comparison.mainDuel else {
      return .init(label: "Win rate", value: "–", note: "no rival")
    }
    if duel.series > 1 {
      return .init(
        label: "Win rate", value: NumberText.percent(duel.winRate, decimals: 0),
        note: "of \(NumberText.count(duel.series)) series, against \(study.name(rival))")
    }
    // One series is won or lost as a whole; its folds say more.
    let folds = study.foldsWon(against: rival)
    return .init(
      label: "Folds won",
      value: folds.map { "\(NumberText.plain($0.won, digits: 4)) of \($0.count)" } ?? "–",
      note: "against \(study.name(rival))")
  }

  private func chance(of candidate: Int) -> Page.Figure {
    let test = study.result.comparison.mainDuel?.test
    return .init(
      label: "Chance as an explanation", value: test.map { NumberText.pValue($0.pValue) } ?? "–",
      note: test.map {
        "Diebold–Mariano test over "
          + NumberText.count($0.count, $0.basis == .origins ? "fold" : "series")
      }
        ?? "no test applies")
  }

  private var held: Page.Figure {
    guard let row = coverage.headline else {
      return .init(label: "Interval coverage", value: "–", note: "no intervals")
    }
    let points = NumberText.count(row.points, "point")
    return .init(
      label: "Within the \(NumberText.level(row.level))\u{202F}% interval",
      value: NumberText.percent(row.observed),
      note: row.standing == .unclear
        ? "\(points): too few to judge"
        : "of \(points)" + (row.series > 1 ? ", mean over series" : ""))
  }
}
