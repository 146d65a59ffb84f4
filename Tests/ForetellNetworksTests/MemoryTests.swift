import ForetellNetworks
import Testing

/// What is said to be allocated; `foretell-bench memory` holds it against measured peaks.
@Suite struct MemoryTests {
  /// The example of docs/kernels.md: an LSTM of 64 units over 48 steps, 32 windows.
  @Test func theExampleOfTheHandbook() throws {
    let network = try RecurrentNetwork(NetworkConfiguration(hiddenSize: 64, outputSize: 12))
    #expect(network.trainingBytes(steps: 48, rows: 32) == 3_965_808)
    #expect(network.predictionBytes(steps: 48, rows: 32) == 622_768)
  }

  @Test(arguments: CellKind.allCases)
  func memoryGrowsLinearlyWithStepsAndShards(_ cell: CellKind) throws {
    let network = try Samples.network(cell, hiddenSize: 17, layers: 2, readout: .everyStep)
    func bytes(_ steps: Int, _ rows: Int = 128) -> Int {
      network.trainingBytes(steps: steps, rows: rows)
    }
    // Longer than a block, and a multiple of a cache line.
    #expect(bytes(64) - bytes(48) == bytes(48) - bytes(32))
    #expect(bytes(64) > bytes(32))
    // Above 128 rows the eight shards grow; a block then has 128 of their rows.
    #expect(bytes(32, 1024) - bytes(32, 512) == 2 * (bytes(32, 512) - bytes(32, 256)))
    #expect(network.predictionBytes(steps: 64, rows: 128) < bytes(64) / 2)
  }
}
