import Foretell

/// Fills gaps in an hourly load: generates twenty weeks, hides a tenth in blocks of hours to two days, fills them from both
/// sides, and compares with what was there.
@main struct GapFilling {
  static func main() throws {
    guard let hourly = Frequency("h") else { return }
    let simulator = PanelSimulator(frequency: hourly, length: 20 * 7 * 24)
    let load = try simulator.panel(series: 0..<1, from: RandomStream(seed: 3))[0]

    // What a broken meter would leave.
    var broken = load
    let random = RandomStream(seed: 1)
    for block in 0..<20 {
      let length = [4, 12, 24, 48][block % 4]
      let first = Int(random[uniformAt: block] * Double(load.count - length))
      for hour in first..<first + length { broken.values[hour] = .nan }
    }

    let recipe = ImputationRecipe(hiddenSize: 32, steps: 300)
    let filled = try recipe.fill(Panel([broken]), levels: [80])

    // How well that is, on hours that nothing but this comparison has seen.
    let hours = filled.places
    func error(_ values: [Double]) -> Double {
      hours.reduce(0) { $0 + abs(values[$1] - load.values[$1]) } / Double(hours.count)
    }
    let line = try ImputationRecipe(choice: .linear).fill(Panel([broken]))
    print("\(hours.count) hours filled by \(filled.method)")
    print(
      "mean absolute error \(error(filled.panel.storage)), of the straight line \(error(line.panel.storage))"
    )
    for entry in filled.score?.errors ?? [] { print("hidden blocks: \(entry.method) \(entry.mae)") }
    if let interval = filled.intervals.first {
      let inside = hours.enumerated().filter { number, hour in
        (interval.lower[number]...interval.upper[number]).contains(load.values[hour])
      }
      print("within the 80 % bounds: \(100 * inside.count / hours.count) %")
    }
  }
}
