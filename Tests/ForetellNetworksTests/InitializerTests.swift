import ForetellNetworks
import ForetellRandom
import Testing

@Suite struct InitializerTests {
  private static let hidden = 48

  private static func parameters(
    _ law: Initializer.Law, forgetBias: Double? = 1, cell: CellKind = .lstm, seed: UInt64 = 1
  ) throws -> Parameters<Float> {
    Samples.parameters(
      try Samples.network(
        cell, inputSize: 20, hiddenSize: hidden, layers: 2, outputSize: 12,
        initializer: Initializer(law, forgetBias: forgetBias)),
      seed: seed)
  }

  /// Uniform in ±bound: mean 0, variance bound²/3, and no farther than the bound but close to it.
  private static func checkUniform(_ values: some Collection<Float>, bound: Double, _ name: String)
  {
    let count = Double(values.count)
    let mean = values.reduce(0.0) { $0 + Double($1) } / count
    let variance = values.reduce(0.0) { $0 + Double($1) * Double($1) } / count
    let largest = Double(values.map(abs).max() ?? 0)
    #expect(abs(mean) <= 5 * bound / (3 * count).squareRoot(), "mean of \(name)")
    #expect(
      abs(variance / (bound * bound / 3) - 1) <= 5 * (0.8 / count).squareRoot(),
      "variance of \(name)")
    #expect(largest <= bound * 1.000001, "\(name)")
    #expect(largest >= bound * (1 - 12 / count), "\(name)")
  }

  @Test func uniformLawFillsPlusMinusOneOverRootH() throws {
    let parameters = try Self.parameters(.uniform, forgetBias: nil)
    for view in parameters.layout.views {
      Self.checkUniform(
        parameters[view], bound: 1 / Double(Self.hidden).squareRoot(), view.name)
    }
  }

  @Test func glorotLawDependsOnBothSidesOfAGate() throws {
    let parameters = try Self.parameters(.glorot)
    let hidden = Double(Self.hidden)
    for (name, fans) in [
      ("recurrent.weight_ih_l0", 20 + hidden), ("recurrent.weight_hh_l0", 2 * hidden),
      ("recurrent.weight_ih_l1", 2 * hidden), ("head.weight", 12 + hidden),
    ] {
      Self.checkUniform(
        try #require(parameters[name]), bound: (6 / fans).squareRoot(), name)
    }
  }

  @Test(arguments: CellKind.allCases)
  func orthogonalLawMakesEveryGateARotation(_ cell: CellKind) throws {
    let parameters = try Self.parameters(.orthogonal, cell: cell)
    let size = Self.hidden
    for layer in 0..<2 {
      let weights = Array(try #require(parameters["recurrent.weight_hh_l\(layer)"]))
      for gate in 0..<cell.gateCount {
        func row(_ i: Int) -> ArraySlice<Float> {
          weights[(gate * size + i) * size..<(gate * size + i + 1) * size]
        }
        for i in 0..<size {
          for j in 0...i {
            let product = zip(row(i), row(j)).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            #expect(abs(product - (i == j ? 1 : 0)) <= 1e-6)
          }
        }
      }
    }
  }

  @Test(arguments: [Initializer.Law.glorot, .orthogonal])
  func biasesAreZeroButForTheForgetGate(_ law: Initializer.Law) throws {
    let parameters = try Self.parameters(law)
    for layer in 0..<2 {
      let input = Array(try #require(parameters["recurrent.bias_ih_l\(layer)"]))
      let recurrent = Array(try #require(parameters["recurrent.bias_hh_l\(layer)"]))
      #expect(input.allSatisfy { $0 == 0 })
      for (index, value) in recurrent.enumerated() {
        #expect(value == (index / Self.hidden == 1 ? 1 : 0))
      }
    }
    #expect(try #require(parameters["head.bias"]).allSatisfy { $0 == 0 })
  }

  @Test(arguments: Initializer.Law.allCases)
  func forgetGateOfTheLSTMBeginsOpen(_ law: Initializer.Law) throws {
    let parameters = try Self.parameters(law)
    let gate = Self.hidden..<2 * Self.hidden
    for layer in 0..<2 {
      let input = Array(try #require(parameters["recurrent.bias_ih_l\(layer)"]))[gate]
      let recurrent = Array(try #require(parameters["recurrent.bias_hh_l\(layer)"]))[gate]
      #expect(zip(input, recurrent).allSatisfy { $0 + $1 == 1 })
    }
  }

  /// A GRU has no forget gate: its second block is left alone.
  @Test func onlyTheLSTMHasAForgetGate() throws {
    let with = try Self.parameters(.uniform, forgetBias: 1, cell: .gru)
    let without = try Self.parameters(.uniform, forgetBias: nil, cell: .gru)
    #expect(with == without)
  }

  @Test(arguments: Initializer.Law.allCases)
  func equalSeedsBeginEqualAndOthersDiffer(_ law: Initializer.Law) throws {
    #expect(try Self.parameters(law) == (try Self.parameters(law)))
    #expect(try Self.parameters(law) != (try Self.parameters(law, seed: 2)))
  }

  @Test func layersAndGatesDiffer() throws {
    let parameters = try Self.parameters(.uniform)
    let first = Array(try #require(parameters["recurrent.weight_hh_l0"]))
    let second = Array(try #require(parameters["recurrent.weight_hh_l1"]))
    #expect(first != second)
    let gate = Self.hidden * Self.hidden
    #expect(first[0..<gate] != first[gate..<2 * gate])
  }
}
