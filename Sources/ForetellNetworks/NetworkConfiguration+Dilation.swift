// Layers that look more than one step back.
//
//     h_t = cell(h_{t−d}, x_t)      h_t = 0 for t ≤ 0, d the layer's dilation
//
// Time-major, d steps of B rows are one step of d·B rows: a dilated layer is a plain one over ⌈T/d⌉ wide steps of
// the same memory, whose last has fewer rows where d does not divide T. Source: Chang et al. 2017; with shortcuts
// around blocks of layers: Kim, El-Khamy & Lee 2017, Smyl 2020.
extension NetworkConfiguration {
  /// Steps that a layer can look back.
  package static let possibleDilations = 1...65_536

  /// Whether any layer looks more than one step back.
  public var isDilated: Bool { dilations.contains { $0.contains { $0 > 1 } } }

  /// Steps that a layer looks back in windows of T: no further than the window is long, before which all states are zero.
  func dilation(of layer: Int, steps: Int) -> Int {
    var place = layer
    for block in dilations {
      if place < block.count { return min(block[place], max(1, steps)) }
      place -= block.count
    }
    return 1
  }

  /// The layers of the block that a layer belongs to: itself, where there are no blocks.
  private func block(of layer: Int) -> Range<Int> {
    var first = 0
    for block in dilations {
      if layer < first + block.count { return first..<first + block.count }
      first += block.count
    }
    return layer..<layer + 1
  }

  /// The layer whose input is added to what this one gives; nil where none is.
  func shortcut(endingAt layer: Int) -> Int? {
    let block = block(of: layer)
    return isResidual && block.lowerBound > 0 && layer == block.upperBound - 1
      ? block.lowerBound : nil
  }

  /// The layer to whose output this one's input is added; nil where it is to none.
  func shortcut(beginningAt layer: Int) -> Int? {
    let block = block(of: layer)
    return isResidual && block.lowerBound > 0 && layer == block.lowerBound
      ? block.upperBound - 1 : nil
  }

  /// Refuses dilations that no stack has.
  func validateDilations() throws(NetworkError) {
    guard !dilations.isEmpty else { return }
    let all = dilations.flatMap { $0 }
    guard all.count == layers, !dilations.contains(where: \.isEmpty) else {
      throw NetworkError(
        .configuration,
        "there are \(all.count) dilations in \(dilations.count) blocks for \(layers) layers",
        remedy: "give one for each layer, and no block without layers")
    }
    for dilation in all where !Self.possibleDilations.contains(dilation) {
      throw NetworkError(
        .configuration, "a dilation is \(dilation)", remedy: "it must lie within 1 … 65536")
    }
    if isDilated, segmentLength != nil {
      throw NetworkError(
        .configuration,
        "segments are decoded one step after the last, and a dilated layer has several last states",
        remedy: "leave the dilations out, or the segment length")
    }
  }
}
