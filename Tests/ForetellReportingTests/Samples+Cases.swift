import ForetellBacktesting
import ForetellForecasting
import ForetellSeries

extension Sample {
  /// One monthly series, eight folds, five models.
  static var monthly: Sample {
    Sample(audit: AuditReport(of: ["GRU"], folds: [0, 7], offences: []))
  }

  /// Daily series, three folds.
  static func panel(_ seriesCount: Int = 200) -> Sample {
    Sample(
      seriesCount: seriesCount, foldCount: 3, horizon: 14, length: 120, season: 7,
      frequency: .daily, start: Timestamp(secondsSince1970: 1_704_067_200), format: .date,
      errors: [1.2, 1.1, 1.15, 1.5, 2.2], seed: 11, ids: { "shop-\($0 + 1)" },
      source: "data/shops.csv")
  }

  /// Names that break pages.
  static var hostile: Sample {
    var sample = panel(6)
    sample.models = [
      "<b>&\"", "a'b|c", "</script><script>alert(1)</script>", "\"\u{301} onload=alert(1) ", "n\nl",
    ]
    sample.ids = {
      ["<b>&\"", "</script>", "\u{2028}x", "\"\u{301} onclick=x ", "a|b", "é世界"][$0]
    }
    return sample
  }

  static var integers: Sample {
    Sample(
      seriesCount: 3, season: 1, frequency: .index(1), start: nil, format: .index, source: nil)
  }

  static var withGap: Sample {
    var sample = panel(4)
    sample.gap = 3
    return sample
  }

  static var single: Sample {
    Sample(models: ["GRU"], roles: [.candidate], errors: [1], levels: [])
  }

  static var tiny: Sample { Sample(foldCount: 1, horizon: 1, length: 30) }

  /// Zero-width intervals and naive errors of zero.
  static var constant: Sample { Sample(value: { _, _, _ in 7 }) }

  static var zero: Sample { Sample(value: { _, _, _ in 0 }) }

  /// Nothing can be scored.
  static var missing: Sample { Sample(value: { _, _, _ in .nan }) }

  static var huge: Sample { Sample(value: { clean, _, _ in clean * 1e300 }) }

  static var crowded: Sample {
    var sample = panel(8)
    sample.foldCount = 5
    sample.models = (1...12).map { "Model \($0)" }
    sample.roles = [.candidate] + Array(repeating: .classical, count: 11)
    sample.errors = (1...12).map { 0.8 + 0.1 * Double($0) }
    return sample
  }
}
