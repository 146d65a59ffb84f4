import Foretell

/// Daily sales of five shops with prices, promotions and the calendar: what a planned promotion is worth.
@main struct RetailPanel {
  static func main() async throws {
    let columns = CovariateColumns(
      fixed: ["kind", "area"], past: ["visitors"], known: ["price", "promo", "event"],
      categorical: ["kind", "event"])
    var options = CSVOptions()
    options.covariates = columns
    let path = CommandLine.arguments.dropFirst().first ?? "data/promotions.csv"
    let panel = try CSVReader(options).read(path).panel

    var recipe = EncoderDecoderRecipe(horizon: 14)
    recipe.covariates = columns
    recipe.members = 1
    let model = try await recipe.fit(to: panel)

    // The plan of the file, and the same without its promotions.
    let planned = try model.forecast(after: panel, horizon: 14)
    guard let future = panel.future, let promo = future.covariates["promo"],
      let price = future.covariates["price"]
    else { return print("the file plans nothing ahead") }
    let listPrice = zip(price, promo).map { $1 > 0 ? $0 / 0.8 : $0 }
    let plain = try model.forecast(
      after: panel.replacingFuture(
        FutureCovariates(
          offsets: future.offsets,
          covariates: ["promo": promo.map { _ in 0 }, "price": listPrice],
          categories: future.categories)), horizon: 14)
    for (with, without) in zip(planned.series, plain.series) {
      let (more, less) = (with.values.reduce(0, +), without.values.reduce(0, +))
      print("\(with.id): \(Int(more)) as planned, \(Int(less)) without promotions")
    }
    if let validation = model.validation, let best = validation.bestBaseline {
      print("# sMAPE on the last \(validation.size) days, held back: \(validation.smape)")
      print("# best baseline there: \(best.name), \(best.smape)")
    }
  }
}
