internal import CForetellKernels

/// The kernels of one element type on one instruction set; what each computes stands in
/// `foretell_kernels.h`.
///
/// Every call covers a whole batch or step, so that going through a function value costs nothing.
struct Kernels<S>: @unchecked Sendable {
  typealias LikelihoodKernel = (
    Int, Int32, UnsafePointer<S>, UnsafePointer<S>, UnsafePointer<S>, Double,
    UnsafeMutablePointer<S>
  ) -> Double

  /// Columns of a panel of a packed matrix.
  let panelWidth: Int
  let pack: (Int, Int, UnsafePointer<S>, Int, Int32, UnsafeMutablePointer<S>) -> Void
  let product:
    (
      Int, Int, Int, UnsafePointer<S>, Int, Int, UnsafePointer<S>, UnsafePointer<S>?, Int32,
      UnsafeMutablePointer<S>, Int
    ) -> Void
  let outerProduct:
    (
      Int, Int, Int, UnsafePointer<S>, Int, UnsafePointer<S>, Int, UnsafeMutablePointer<S>, Int,
      UnsafeMutablePointer<S>
    ) -> Void
  let transpose: (Int, Int, UnsafePointer<S>, Int, UnsafeMutablePointer<S>, Int) -> Void
  let addColumnSums: (Int, Int, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  let tanhForward: (Int, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  let tanhBackward: (Int, UnsafePointer<S>, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  let reluForward: (Int, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  let reluBackward: (Int, UnsafePointer<S>, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  let sigmoidForward: (Int, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  let sigmoidBackward: (Int, UnsafePointer<S>, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  let softmaxForward: (Int, Int, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  let softmaxBackward:
    (Int, Int, UnsafePointer<S>, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  let lstmForward:
    (
      Int, Int, UnsafeMutablePointer<S>, UnsafePointer<S>, UnsafeMutablePointer<S>,
      UnsafeMutablePointer<S>, UnsafeMutablePointer<S>
    ) -> Void
  let lstmBackward:
    (
      Int, Int, UnsafeMutablePointer<S>, UnsafePointer<S>, UnsafePointer<S>, UnsafePointer<S>,
      UnsafeMutablePointer<S>
    ) -> Void
  let gruAfterForward:
    (
      Int, Int, UnsafeMutablePointer<S>, UnsafePointer<S>, UnsafePointer<S>,
      UnsafeMutablePointer<S>, UnsafeMutablePointer<S>
    ) -> Void
  let gruAfterBackward:
    (
      Int, Int, UnsafeMutablePointer<S>, UnsafePointer<S>, UnsafePointer<S>,
      UnsafeMutablePointer<S>, UnsafeMutablePointer<S>
    ) -> Void
  let gruBeforeReset:
    (Int, Int, UnsafeMutablePointer<S>, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  let gruBeforeForward:
    (Int, Int, UnsafeMutablePointer<S>, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  let gruBeforeBackward:
    (Int, Int, UnsafeMutablePointer<S>, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  let gruBeforeResetBackward:
    (
      Int, Int, UnsafeMutablePointer<S>, UnsafePointer<S>, UnsafePointer<S>,
      UnsafeMutablePointer<S>
    ) -> Void
  let squaredError:
    (Int, UnsafePointer<S>, UnsafePointer<S>, UnsafePointer<S>, Double, UnsafeMutablePointer<S>) ->
      Double
  let pinballError:
    (
      Int, UnsafePointer<S>, UnsafePointer<S>, UnsafePointer<S>, Double, Double, Double,
      UnsafeMutablePointer<S>
    ) -> Double
  let huberError:
    (
      Int, UnsafePointer<S>, UnsafePointer<S>, UnsafePointer<S>, Double, Double,
      UnsafeMutablePointer<S>
    ) -> Double
  let binaryCrossEntropy:
    (Int, UnsafePointer<S>, UnsafePointer<S>, UnsafePointer<S>, Double, UnsafeMutablePointer<S>) ->
      Double
  let crossEntropy:
    (
      Int, Int, UnsafePointer<S>, UnsafePointer<S>, UnsafePointer<S>, Double,
      UnsafeMutablePointer<S>
    ) -> Double
  let quantileError:
    (
      Int, UnsafePointer<fk_quantiles>, UnsafePointer<S>, UnsafePointer<S>, UnsafePointer<S>,
      Double, UnsafeMutablePointer<S>
    ) -> Double
  let gaussianError: LikelihoodKernel
  let studentError: LikelihoodKernel
  let negativeBinomialError: LikelihoodKernel
  let gatedQuantileError:
    (
      Int, UnsafePointer<fk_gated_quantiles>, UnsafePointer<S>, UnsafePointer<S>, UnsafePointer<S>,
      Double, UnsafeMutablePointer<S>
    ) -> Double
  let layerNormForward:
    (
      Int, Int, UnsafePointer<S>, UnsafePointer<S>, UnsafePointer<S>, Double,
      UnsafeMutablePointer<S>, UnsafeMutablePointer<S>, UnsafeMutablePointer<S>
    ) -> Void
  let layerNormBackward:
    (
      Int, Int, UnsafePointer<S>, UnsafePointer<S>, UnsafePointer<S>, UnsafeMutablePointer<S>,
      UnsafeMutablePointer<S>, UnsafeMutablePointer<S>
    ) -> Void
  let add: (Int, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  let multiply: (Int, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  let sumOfSquares: (Int, UnsafePointer<S>) -> Double
  let adam:
    (
      Int, UnsafePointer<S>, UnsafeMutablePointer<S>, UnsafeMutablePointer<S>,
      UnsafeMutablePointer<S>, UnsafePointer<fk_adam>
    ) -> Void
  let rmsprop:
    (
      Int, UnsafePointer<S>, UnsafeMutablePointer<S>, UnsafeMutablePointer<S>, Double, Double,
      Double, Double
    ) -> Void
  let sgd:
    (
      Int, UnsafePointer<S>, UnsafeMutablePointer<S>, UnsafeMutablePointer<S>, Double, Double,
      Bool, Double
    ) -> Void
  let shrink: (Int, UnsafeMutablePointer<S>, Double) -> Void
  let clip: (Int, UnsafeMutablePointer<S>, Double) -> Void
}

extension Kernels where S == Float {
  init(_ instructionSet: InstructionSet) {
    let table = fk_kernels_for_f32(instructionSet.isa).pointee
    panelWidth = table.panel_width
    pack = table.pack
    product = table.product
    outerProduct = table.outer_product
    transpose = table.transpose
    addColumnSums = table.add_column_sums
    tanhForward = table.tanh_forward
    tanhBackward = table.tanh_backward
    reluForward = table.relu_forward
    reluBackward = table.relu_backward
    sigmoidForward = table.sigmoid_forward
    sigmoidBackward = table.sigmoid_backward
    softmaxForward = table.softmax_forward
    softmaxBackward = table.softmax_backward
    lstmForward = table.lstm_forward
    lstmBackward = table.lstm_backward
    gruAfterForward = table.gru_after_forward
    gruAfterBackward = table.gru_after_backward
    gruBeforeReset = table.gru_before_reset
    gruBeforeForward = table.gru_before_forward
    gruBeforeBackward = table.gru_before_backward
    gruBeforeResetBackward = table.gru_before_reset_backward
    squaredError = table.squared_error
    pinballError = table.pinball_error
    huberError = table.huber_error
    binaryCrossEntropy = table.binary_cross_entropy
    crossEntropy = table.cross_entropy
    quantileError = fk_quantile_error_f32
    gaussianError = fk_gaussian_error_f32
    studentError = fk_student_error_f32
    negativeBinomialError = fk_negative_binomial_error_f32
    gatedQuantileError = table.gated_quantile_error
    layerNormForward = table.layer_norm_forward
    layerNormBackward = table.layer_norm_backward
    add = table.add
    multiply = table.multiply
    sumOfSquares = table.sum_of_squares
    adam = table.adam
    rmsprop = table.rmsprop
    sgd = table.sgd
    shrink = table.shrink
    clip = table.clip
  }
}

extension Kernels where S == Double {
  init(_ instructionSet: InstructionSet) {
    let table = fk_kernels_for_f64(instructionSet.isa).pointee
    panelWidth = table.panel_width
    pack = table.pack
    product = table.product
    outerProduct = table.outer_product
    transpose = table.transpose
    addColumnSums = table.add_column_sums
    tanhForward = table.tanh_forward
    tanhBackward = table.tanh_backward
    reluForward = table.relu_forward
    reluBackward = table.relu_backward
    sigmoidForward = table.sigmoid_forward
    sigmoidBackward = table.sigmoid_backward
    softmaxForward = table.softmax_forward
    softmaxBackward = table.softmax_backward
    lstmForward = table.lstm_forward
    lstmBackward = table.lstm_backward
    gruAfterForward = table.gru_after_forward
    gruAfterBackward = table.gru_after_backward
    gruBeforeReset = table.gru_before_reset
    gruBeforeForward = table.gru_before_forward
    gruBeforeBackward = table.gru_before_backward
    gruBeforeResetBackward = table.gru_before_reset_backward
    squaredError = table.squared_error
    pinballError = table.pinball_error
    huberError = table.huber_error
    binaryCrossEntropy = table.binary_cross_entropy
    crossEntropy = table.cross_entropy
    quantileError = fk_quantile_error_f64
    gaussianError = fk_gaussian_error_f64
    studentError = fk_student_error_f64
    negativeBinomialError = fk_negative_binomial_error_f64
    gatedQuantileError = table.gated_quantile_error
    layerNormForward = table.layer_norm_forward
    layerNormBackward = table.layer_norm_backward
    add = table.add
    multiply = table.multiply
    sumOfSquares = table.sum_of_squares
    adam = table.adam
    rmsprop = table.rmsprop
    sgd = table.sgd
    shrink = table.shrink
    clip = table.clip
  }
}
