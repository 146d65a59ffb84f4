extension ShardPass {
  /// Back from `tape.doutputs`, the gradient of the head's sums; leaves the shard's part of all
  /// parameters' gradient in the tape.
  func backward() {
    backwardThroughHead()
    if let decoder = tape.decoder { return backwardThroughSegments(decoder) }
    for layer in (0..<configuration.layers).reversed() {
      let dinput = dinput(of: layer)
      if configuration.hasJunctions {
        let isTop = layer == configuration.layers - 1
        part(layer, positions: isTop ? readouts : steps)
      }
      runBackward(layer, dinput: dinput)
      guard let dinput else { continue }
      if let last = configuration.shortcut(beginningAt: layer), !configuration.hasJunctions {
        kernels.add(steps * stateCount, tape.layers[last].doutput, dinput)
      }
      multiplyByInputMask(of: layer, dinput)
      if layer > 0, drops {
        let below = tape.layers[configuration.place(of: layer - 1)]
        kernels.multiply(steps * rows * configuration.stateSize, below.dropout, dinput)
      }
    }
  }

  /// Where the gradient of a layer's inputs goes; nil where nothing asks for it.
  func dinput(of layer: Int) -> UnsafeMutablePointer<S>? {
    if layer > 0 {
      return tape.junctions.isEmpty
        ? tape.layers[layer - 1].doutput : tape.junctions[layer - 1].doutput
    }
    return configuration.embeddings.isEmpty ? nil : tape.dinputs
  }

  /// `gradient[outputs, columns] += doutputsᵀ·x` over `depth` rows, those of x `stride` apart, a block of them at a
  /// time.
  func addHeadProduct(
    of outputs: Int, depth: Int, with x: UnsafePointer<S>, columns: Int,
    stride: Int, to gradient: UnsafeMutablePointer<S>
  ) {
    let block = top.block * top.dilation * rows
    for start in Swift.stride(from: 0, to: depth, by: block) {
      kernels.outerProduct(
        outputs, columns, min(block, depth - start), tape.doutputs + start * outputs, outputs,
        x + start * stride, stride, gradient, columns, top.scratch)
    }
  }

  /// The head's gradients, and the top layer's: zero at the steps that the head does not read.
  private func backwardThroughHead() {
    let (outputs, hidden) = (configuration.headSize, configuration.stateSize)
    let depth = headRows
    let gradient = tape.headGradient
    gradient.update(repeating: 0, count: layout.count - layout.headWeight.offset)
    addHeadProduct(
      of: outputs, depth: depth, with: readStates, columns: hidden, stride: hidden,
      to: gradient)
    kernels.addColumnSums(depth, outputs, tape.doutputs, gradient + outputs * hidden)
    addSkipGradient()
    let weight = weights.headTransposed
    if let junction = tape.junctions.last {
      return kernels.product(
        depth, hidden, outputs, tape.doutputs, outputs, 1, weight.values, nil, 0, junction.doutput,
        hidden)
    }
    let unread = (steps - readouts) * stateCount
    if tape.decoder == nil { top.doutput.update(repeating: 0, count: unread) }
    kernels.product(
      depth, hidden, outputs, tape.doutputs, outputs, 1, weight.values, nil, 0,
      tape.decoder?.doutput ?? top.doutput + unread, hidden)
  }
}
