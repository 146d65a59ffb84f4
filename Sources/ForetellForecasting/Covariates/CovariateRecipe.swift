public import ForetellSeries

/// A recipe whose models see columns beside the target.
///
/// Every other recipe ignores them, and whoever asks for both has to be told.
public protocol CovariateRecipe: Recipe {
  /// Which columns its models see.
  var covariates: CovariateColumns { get }
}

/// A forecaster that sees columns beside the target.
public protocol CovariateForecaster: Forecaster {
  /// How columns become what the network sees; it names them too.
  var encoder: CovariateEncoder { get }
}
