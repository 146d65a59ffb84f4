import ForetellSeries
import ForetellWindowing
import Testing

@Suite struct WindowShapeTests {
  /// The diagram of ``WindowShape``.
  ///
  ///     values    0  1  2  3 │ 4  5
  ///     step 0   [0  1] 2  3          targets 2 3
  ///     step 1       [1  2] 3  4      targets 3 4
  ///     step 2          [2  3] 4  5   targets 4 5
  @Test func diagramIsTrue() {
    let shape = WindowShape(width: 2, steps: 3, stride: 1, horizon: 2)
    let steps = 0..<3
    #expect(steps.map { shape.inputs(ofStep: $0, origin: 4) } == [0..<2, 1..<3, 2..<4])
    #expect(steps.map { shape.targets(ofStep: $0, origin: 4) } == [2..<4, 3..<5, 4..<6])
    #expect(shape.length == 4)
    #expect(shape.lengthWithTargets == 6)
  }

  /// Width 3, two values from step to step.
  ///
  ///     values   0  1  2  3  4  5  6 │ 7
  ///     step 0  [0  1  2] 3
  ///     step 1        [2  3  4] 5
  ///     step 2              [4  5  6] 7
  @Test func strideSetsStepsApart() {
    let shape = WindowShape(width: 3, steps: 3, stride: 2, horizon: 1)
    #expect((0..<3).map { shape.inputs(ofStep: $0, origin: 7) } == [0..<3, 2..<5, 4..<7])
    #expect((0..<3).map { shape.targets(ofStep: $0, origin: 7) } == [3..<4, 5..<6, 7..<8])
    #expect(shape.length == 7)
  }

  static let shapes = [1, 2, 5].flatMap { width in
    [1, 2, 7].flatMap { steps in
      [1, 3].flatMap { stride in
        [1, 4].map { WindowShape(width: width, steps: steps, stride: stride, horizon: $0) }
      }
    }
  }

  @Test(arguments: shapes)
  func firstWindowBeginsWithTheSeriesAndTheLastStepEndsAtTheOrigin(_ shape: WindowShape) {
    let origin = shape.length
    #expect(shape.inputs(ofStep: 0, origin: origin).lowerBound == 0)
    #expect(shape.inputs(ofStep: shape.steps - 1, origin: origin).upperBound == origin)
    #expect(shape.targets(ofStep: shape.steps - 1, origin: origin).lowerBound == origin)
    for step in 0..<shape.steps {
      #expect(
        shape.targets(ofStep: step, origin: origin).lowerBound
          == shape.inputs(ofStep: step, origin: origin).upperBound)
    }
  }
}
