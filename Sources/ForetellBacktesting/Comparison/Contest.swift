/// The scores of all models under the ranking metric, and who meets whom.
struct Contest {
  /// With as few series as this, or more, series can stand in for origins in a test.
  static let minimumSeries = 20

  let scores: Scoreboard
  let points: PointTable
  let roles: [ModelRun.Role]
  let setup: BacktestSetup
  let metric: Metric
  /// Distances from the best possible score, by model.
  let distances: [Double]
  let ranking: [Int]
  let candidate: Int
  let rival: Int?
  /// The place of the metric among those of ``scores``.
  private let place: Int

  init(scores: Scoreboard, points: PointTable, roles: [ModelRun.Role], setup: BacktestSetup) {
    precondition(
      roles.count == scores.models.count && points.columns.count == scores.models.count,
      "every model has a column and a role")
    let metric = setup.rankingMetric
    let known = scores.index(of: metric) != nil
    let scores =
      known
      ? scores
      : Scoreboard(
        points: points, metrics: scores.metrics + [metric], horizon: setup.origins.horizon)
    let place = scores.index(of: metric) ?? 0
    let distances = scores.overall.map { metric.distance(of: $0[place].seriesMean) }
    let ranking = Self.order(distances)
    let scored = ranking.filter { !distances[$0].isNaN }
    candidate =
      scored.first { roles[$0] == .candidate } ?? ranking.first { roles[$0] == .candidate }
      ?? ranking.first ?? 0
    let others = scored.filter { [candidate] in $0 != candidate }
    rival = others.first { roles[$0] != .candidate } ?? others.first
    (self.scores, self.points, self.roles, self.setup) = (scores, points, roles, setup)
    (self.metric, self.place) = (metric, place)
    (self.distances, self.ranking) = (distances, ranking)
  }

  /// Models from best to worst; equal ones in their order, those without a score last.
  private static func order(_ distances: [Double]) -> [Int] {
    distances.indices.sorted { left, right in
      let (a, b) = (distances[left], distances[right])
      if a.isNaN || b.isNaN { return a.isNaN == b.isNaN ? left < right : b.isNaN }
      return a == b ? left < right : a < b
    }
  }

  /// 1 − distance / distance of the rival; 0 where both are 0.
  static func skill(_ distance: Double, against rival: Double) -> Double {
    if rival == 0 { return distance == 0 ? 0 : .nan }
    return 1 - distance / rival
  }

  func overall(_ model: Int) -> Scoreboard.Overall { scores.overall[model][place] }
  func bySeries(_ model: Int) -> [Double] { scores.bySeries[model][place] }
  var foldCount: Int { scores.byFold.first?[place].count ?? 0 }

  /// The candidate against another model.
  func duel(with rival: Int) -> Comparison.Duel {
    let pairs = zip(bySeries(candidate), bySeries(rival)).filter { !$0.isNaN && !$1.isNaN }
    var (ours, theirs) = (RunningMean(), RunningMean())
    var wins = 0.0
    for (our, their) in pairs {
      ours.add(our)
      theirs.add(their)
      let (a, b) = (metric.distance(of: our), metric.distance(of: their))
      wins += a < b ? 1 : a == b ? 0.5 : 0
    }
    let (test, notes) = test(LossDifferences(self, against: rival))
    return Comparison.Duel(
      rival: rival,
      skill: Self.skill(
        metric.distance(of: ours.value), against: metric.distance(of: theirs.value)),
      candidateScore: ours.value, rivalScore: theirs.value,
      winRate: pairs.isEmpty ? .nan : wins / Double(pairs.count), series: pairs.count,
      test: test, note: notes.isEmpty ? nil : notes.joined(separator: "; "))
  }

  /// Friedman's test over the series that every scored model has a score on.
  func ranks() -> RankTest? {
    let scored = ranking.filter { !distances[$0].isNaN }.sorted()
    let columns = scored.map { bySeries($0).map(metric.distance) }
    let blocks = points.ids.indices.map { series in columns.map { $0[series] } }
      .filter { $0.allSatisfy { !$0.isNaN } }
    guard let test = RankTest(blocks: blocks) else { return nil }
    var meanRanks = [Double](repeating: .nan, count: distances.count)
    for (model, rank) in zip(scored, test.meanRanks) { meanRanks[model] = rank }
    return test.with(meanRanks: meanRanks)
  }

  /// Folds that the candidate wins against another model, where all is one series.
  func foldsWon(against rival: Int) -> (won: Double, count: Int) {
    scores.partsWon(by: candidate, over: rival, metric: place)
  }

  fileprivate func bySegment(_ model: Int) -> [Double] { scores.bySegment[model][place] }
}

/// The candidate's loss minus a rival's, where both have one.
struct LossDifferences {
  /// The mean over series, a number a fold: one a forecast origin.
  let byOrigin: [Double]
  /// The mean over folds, a number a series.
  let bySeries: [Double]

  init(_ contest: Contest, against rival: Int) {
    var folds = [RunningMean](repeating: RunningMean(), count: contest.foldCount)
    var series = [RunningMean](repeating: RunningMean(), count: contest.points.ids.count)
    let (ours, theirs) = (contest.bySegment(contest.candidate), contest.bySegment(rival))
    for (place, segment) in contest.points.segments.enumerated() {
      let our = contest.metric.distance(of: ours[place])
      let difference = our - contest.metric.distance(of: theirs[place])
      folds[segment.fold].add(difference)
      series[segment.series].add(difference)
    }
    byOrigin = folds.filter { $0.count > 0 }.map(\.value)
    bySeries = series.filter { $0.count > 0 }.map(\.value)
  }
}

extension Contest {
  /// The test that is sound for so many origins and series, and what to know about it.
  func test(_ differences: LossDifferences) -> (DieboldMariano?, [String]) {
    let needed = DieboldMariano.minimumCount(lag: setup.origins.overlap)
    let origins = differences.byOrigin.count
    do {
      if origins >= needed {
        let test = try DieboldMariano(differences: differences.byOrigin, lag: setup.origins.overlap)
        return (test, notes(on: test))
      }
      let few =
        "a test over time takes \(needed) folds, there \(origins == 1 ? "is" : "are") \(origins)"
      guard differences.bySeries.count >= Self.minimumSeries else {
        return (nil, [few + "; one over series takes \(Self.minimumSeries)"])
      }
      let test = try DieboldMariano(differences: differences.bySeries, lag: 0, basis: .series)
      return (test, [few] + notes(on: test))
    } catch {
      return (nil, [error.description])
    }
  }

  private func notes(on test: DieboldMariano) -> [String] {
    var notes: [String] = []
    if test.basis == .series {
      notes.append("series are taken as independent; where they move together p is too small")
    } else if test.lag > 0 {
      notes.append("test parts overlap, which the variance allows for up to lag \(test.lag)")
    }
    if test.usesBartlett {
      notes.append("the variance was not positive, so Bartlett's weights were used")
    }
    if test.basis == .origins, test.count < 10 {
      notes.append("with \(test.count) origins only large differences show")
    }
    if case .expanding = setup.origins.window, setup.refit != .never, foldCount > 1 {
      notes.append(
        "models are refitted on a growing history, so p is approximate where one contains another")
    }
    return notes
  }
}
