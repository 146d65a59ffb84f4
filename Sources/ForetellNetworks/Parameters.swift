/// A named array within the flat buffer of a network's parameters.
public struct ParameterView: Hashable, Sendable, Codable {
  /// The name PyTorch gives it, under `recurrent.` and `head.`.
  public let name: String
  public let shape: [Int]
  /// Where it begins in the buffer.
  public let offset: Int

  public var count: Int { shape.reduce(1, *) }
  public var range: Range<Int> { offset..<offset + count }
}

/// The names, shapes and places of all parameters of a network.
///
/// Layer l has `weight_ih_l` `[G·H, F]`, `weight_hh_l` `[G·H, H]`, `bias_ih_l` and `bias_hh_l` `[G·H]`, the
/// gates one under the other, and the same again with `_reverse` where it runs both ways; F of a layer above the
/// first and the columns W of the head are H, or 2·H where two directions are concatenated. A normalized layer
/// has `norm_l.weight` and `norm_l.bias` `[W]`. The head has `weight` `[O, W]` and `bias` `[O]`, the skip, where there is one,
/// `weight` `[O, F]`. Where m segments are decoded the head has O/m outputs and the decoder `position` `[m, F]`.
/// Last come the tables of categorical inputs, `embeddings.i.weight`, whose widths are part of F.
public struct ParameterLayout: Hashable, Sendable {
  public let views: [ParameterView]
  /// Elements of the whole buffer.
  public let count: Int
  private let headPlace: Int
  private let embeddingPlaces: Range<Int>

  public init(_ configuration: NetworkConfiguration) {
    var views: [ParameterView] = []
    var count = 0
    func add(_ name: String, _ shape: [Int]) {
      let view = ParameterView(name: name, shape: shape, offset: count)
      views.append(view)
      count += view.count
    }
    let hidden = configuration.hiddenSize
    let rows = configuration.cell.gateCount * hidden
    for layer in 0..<configuration.layers {
      for suffix in ["", "_reverse"].prefix(configuration.directions) {
        add("recurrent.weight_ih_l\(layer)\(suffix)", [rows, configuration.inputSize(of: layer)])
        add("recurrent.weight_hh_l\(layer)\(suffix)", [rows, hidden])
        add("recurrent.bias_ih_l\(layer)\(suffix)", [rows])
        add("recurrent.bias_hh_l\(layer)\(suffix)", [rows])
      }
    }
    headPlace = views.count
    add("head.weight", [configuration.headSize, configuration.stateSize])
    add("head.bias", [configuration.headSize])
    if configuration.hasSkip {
      add("skip.weight", [configuration.outputSize, configuration.inputSize])
    }
    if configuration.segmentLength != nil {
      add("decoder.position", [configuration.segments, configuration.inputSize(of: 0)])
    }
    embeddingPlaces = views.count..<views.count + configuration.embeddings.count
    for (column, embedding) in configuration.embeddings.enumerated() {
      add("embeddings.\(column).weight", [embedding.rows, embedding.width])
    }
    if configuration.normalizesLayers {
      for layer in 0..<configuration.layers {
        add("norm_l\(layer).weight", [configuration.stateSize])
        add("norm_l\(layer).bias", [configuration.stateSize])
      }
    }
    self.views = views
    self.count = count
  }

  /// Those of networks side by side, each under its own name; what has no elements is left out.
  init(_ parts: [(name: String, layout: ParameterLayout)]) {
    var (views, count) = ([ParameterView](), 0)
    for part in parts {
      for view in part.layout.views where view.count > 0 {
        views.append(
          ParameterView(
            name: "\(part.name).\(view.name)", shape: view.shape, offset: count + view.offset))
      }
      count += part.layout.count
    }
    self.views = views
    self.count = count
    // No one network's: places are asked of the parts.
    (headPlace, embeddingPlaces) = (0, 0..<0)
  }

  /// The four views of a pass of a layer.
  func layer(_ place: Int) -> LayerViews {
    let first = place * 4
    return LayerViews(
      inputWeight: views[first], recurrentWeight: views[first + 1], inputBias: views[first + 2],
      recurrentBias: views[first + 3])
  }

  var headWeight: ParameterView { views[headPlace] }
  var headBias: ParameterView { views[headPlace + 1] }
  /// Gain and bias of a layer's normalization.
  func normalization(of layer: Int) -> (gain: ParameterView, bias: ParameterView)? {
    guard let first = views[headPlace...].firstIndex(where: { $0.name == "norm_l\(layer).weight" })
    else { return nil }
    return (views[first], views[first + 1])
  }

  var skipWeight: ParameterView? { views[headPlace...].first { $0.name == "skip.weight" } }
  var positions: ParameterView? { views[headPlace...].first { $0.name == "decoder.position" } }
  var embeddings: ArraySlice<ParameterView> { views[embeddingPlaces] }
}

/// The parameters of one recurrent layer.
struct LayerViews {
  let inputWeight: ParameterView
  let recurrentWeight: ParameterView
  let inputBias: ParameterView
  let recurrentBias: ParameterView
}

/// All parameters of a network in one flat buffer; a gradient has the same type.
public struct Parameters<Scalar: BinaryFloatingPoint & Sendable>: Hashable, Sendable {
  public let layout: ParameterLayout
  /// The buffer; its count is that of the layout.
  public internal(set) var values: [Scalar]

  /// Zeros.
  public init(zerosFor layout: ParameterLayout) {
    self.layout = layout
    values = Array(repeating: 0, count: layout.count)
  }

  /// A buffer read from elsewhere.
  ///
  /// - Throws: ``NetworkError`` with `.parameters` where the count is not the layout's.
  public init(layout: ParameterLayout, values: [Scalar]) throws(NetworkError) {
    guard values.count == layout.count else {
      throw NetworkError(
        .parameters, "there are \(values.count) parameters where the network has \(layout.count)")
    }
    self.layout = layout
    self.values = values
  }

  /// The elements of a view.
  public subscript(view: ParameterView) -> ArraySlice<Scalar> {
    get { values[view.range] }
    set {
      precondition(newValue.count == view.count, "another number of elements")
      values.replaceSubrange(view.range, with: newValue)
    }
  }

  /// The elements of the view of this name, or nil where there is none.
  public subscript(name: String) -> ArraySlice<Scalar>? {
    layout.views.first { $0.name == name }.map { self[$0] }
  }
}
