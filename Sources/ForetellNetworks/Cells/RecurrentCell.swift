/// One recurrent cell: what a step of it computes, forward and backward.
///
/// All cells share the time loop of ``RecurrentLayer``, which has multiplied the inputs of a block of
/// steps by the input weights before the first of them and asks for the weights' gradients after the last.
/// A cell adds the recurrent product and its gates.
protocol RecurrentCell {
  /// Blocks of H rows in the weights.
  static var gateCount: Int { get }

  /// What the cell's tape needs beside gates and hidden states.
  static var tapeNeeds: CellTapeNeeds { get }

  /// Step `t`: reads the sums in `gates` and `hidden[t]`, leaves activations and `hidden[t+1]`.
  static func forward<S>(_ pass: LayerPass<S>, step t: Int)

  /// Step `t` backwards: reads `dhidden`, the gradient of `hidden[t+1]`; leaves the gradient of the sums
  /// in `gates[t]` and in `dhidden` the gradient of `hidden[t]` that comes through this step.
  static func backward<S>(_ pass: LayerPass<S>, step t: Int)

  /// Adds the gradients of weights and biases over a block of steps to `tape.gradient`.
  static func addWeightGradients<S>(_ pass: LayerPass<S>, over block: Range<Int>)
}

/// Extra arrays of a cell, in hidden-wide slots a row.
struct CellTapeNeeds {
  /// A second state with its own initial value: the LSTM's cell.
  var cellState = false
  /// A value a step that backward needs.
  var kept = false
  /// A separate gradient of the recurrent sums, where it differs from that of the input sums.
  var separateRecurrentGradient = false
  /// Recurrent sums of one step, gates wide.
  var recurrentSums = false
}
