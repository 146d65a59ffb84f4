internal import ArgumentParser
internal import Foretell

/// Five shops whose sales follow weekday, promotions, prices and fairs, and whose visitors follow the sales.
///
/// Half a year of days is past, two weeks are planned: a model that looks at the plan can know them, one
/// that does not cannot.
struct PromotionsGenerator {
  let seed: UInt64
  private static let days = 182
  private static let planned = 14

  /// Values have two decimals and no function of the mathematics library, so that rounding cannot show.
  func panel() throws -> Panel {
    let names = ["Aachen", "Bremen", "Coburg", "Dessau", "Erfurt"]
    let shops = names.map { Shop($0, RandomStream(seed: seed).stream($0)) }
    let (days, all) = (Self.days, Self.days + Self.planned)
    let start = CivilDate(year: 2025, month: 3, day: 3)?.dayNumber ?? 0
    guard let first = Timestamp(secondsSince1970: start * 86_400) else {
      throw ValidationError("the calendar has no March 2025")
    }
    func column(_ days: Range<Int>, _ value: (Shop, Int) -> Double) -> [Double] {
      shops.flatMap { shop in days.map { value(shop, $0).rounded(to: 2) } }
    }
    func fairs(_ days: Range<Int>) -> CategoricalColumn {
      CategoricalColumn(shops.flatMap { shop in days.map { shop.event(on: $0) } })
    }
    return try Panel(
      frequency: .daily, timestampFormat: .date, ids: names,
      starts: names.map { _ in first }, offsets: (0...names.count).map { $0 * days },
      storage: column(0..<days) { $0.sales(on: $1) },
      covariates: [
        "price": column(0..<days) { $0.price(on: $1) },
        "promo": column(0..<days) { $0.isPromoted(on: $1) ? 1 : 0 },
        "visitors": column(0..<days) { $0.visitors(on: $1) },
      ],
      attributes: shops.map { ["kind": $0.kind, "area": "\($0.area)"] },
      categories: ["event": fairs(0..<days)],
      future: FutureCovariates(
        offsets: (0...names.count).map { $0 * Self.planned },
        covariates: [
          "price": column(days..<all) { $0.price(on: $1) },
          "promo": column(days..<all) { $0.isPromoted(on: $1) ? 1 : 0 },
        ], categories: ["event": fairs(days..<all)]))
  }

  private struct Shop {
    let random: RandomStream
    let kind: String
    let area: Int
    private let level: Double
    private let listPrice: Double

    init(_ name: String, _ random: RandomStream) {
      self.random = random
      kind = random[uniformAt: 0] < 0.5 ? "corner" : "market"
      area = 60 + Int(200 * random[uniformAt: 1])
      level = (kind == "corner" ? 0.6 : 0.9) * Double(area)
      listPrice = (2 + 2 * random[uniformAt: 2]).rounded(to: 1)
    }

    /// Two or three days in a row, about every tenth day a beginning.
    func isPromoted(on day: Int) -> Bool {
      (max(0, day - 2)...day).contains { random[uniformAt: 1000 + $0] < 0.1 }
    }

    func price(on day: Int) -> Double {
      let monthly: Double = 0.95 + 0.1 * random[uniformAt: 5000 + day / 28]
      let discount: Double = isPromoted(on: day) ? 0.8 : 1
      return listPrice * monthly * discount
    }

    /// A fair every fourth Saturday, and now and then a match.
    func event(on day: Int) -> String? {
      if day % 28 == 19 { return "fair" }
      return random[uniformAt: 3000 + day] < 0.04 ? "match" : nil
    }

    func sales(on day: Int) -> Double {
      let week: [Double] = [0.8, 0.85, 0.9, 1, 1.2, 1.4, 0.6]
      let events: [String: Double] = ["fair": 1.5, "match": 0.7]
      let event: Double = event(on: day).flatMap { events[$0] } ?? 1
      let promotion: Double = isPromoted(on: day) ? 1.6 : 1
      let noise: Double = 0.95 + 0.1 * random[uniformAt: 7000 + day]
      let demand: Double = level * week[day % 7] * event * promotion
      return demand * (listPrice / price(on: day)) * noise
    }

    func visitors(on day: Int) -> Double {
      (sales(on: day) * (2.8 + 0.4 * random[uniformAt: 9000 + day])).rounded()
    }
  }
}
