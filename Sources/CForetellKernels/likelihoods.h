// The losses of a few outputs a target, for one element type; see likelihoods.c.
// Included with R (the type) and NAMED (its suffix) defined.

double NAMED(fk_quantile_error)(ptrdiff_t count, const fk_quantiles *shape, const R *p, const R *y,
                                const R *w, double scale, R *dp) {
  const ptrdiff_t levels = shape->levels, middle = shape->middle;
  double sum = 0, value[FK_MOST_LEVELS], slope[FK_MOST_LEVELS];
  for (ptrdiff_t i = 0; i < count; i++, p += levels, dp += levels) {
    if (w[i] == 0) {
      for (ptrdiff_t j = 0; j < levels; j++) dp[j] = 0;
      continue;
    }
    value[middle] = p[middle];
    for (ptrdiff_t j = middle + 1; j < levels; j++) value[j] = value[j - 1] + softplus(p[j]);
    for (ptrdiff_t j = middle - 1; j >= 0; j--) value[j] = value[j + 1] - softplus(p[j]);
    const double share = w[i] / (double)levels, factor = share * scale;
    double all = 0;
    for (ptrdiff_t j = 0; j < levels; j++) {
      const double q = shape->quantiles[j], difference = value[j] - y[i];
      slope[j] = difference > 0 ? 1 - q : difference < 0 ? -q : difference;
      sum += share * slope[j] * difference;
      all += slope[j];
    }
    dp[middle] = (R)(factor * all);
    double beyond = 0;
    for (ptrdiff_t j = levels - 1; j > middle; j--)
      dp[j] = (R)(factor * (beyond += slope[j]) * sigmoid(p[j]));
    beyond = 0;
    for (ptrdiff_t j = 0; j < middle; j++)
      dp[j] = (R)(-factor * (beyond += slope[j]) * sigmoid(p[j]));
  }
  return sum;
}

double NAMED(fk_gaussian_error)(ptrdiff_t count, int scaled, const R *p, const R *y, const R *w,
                                double scale, R *dp) {
  double sum = 0;
  for (ptrdiff_t i = 0; i < count; i++, p += 2, dp += 2, y += 1 + scaled, w += 1 + scaled) {
    dp[0] = dp[1] = 0;
    if (w[0] == 0) continue;
    const double unit = scaled ? y[1] : 1, sigma = softplus(p[1]) + FK_LEAST_SCALE;
    const double z = (y[0] / unit - p[0]) / sigma, factor = scale * w[0] / sigma;
    sum += w[0] * (0.5 * z * z + log(sigma * unit) + half_log_two_pi);
    dp[0] = (R)(-factor * z);
    dp[1] = (R)(factor * (1 - z * z) * sigmoid(p[1]));
  }
  return sum;
}

double NAMED(fk_student_error)(ptrdiff_t count, int scaled, const R *p, const R *y, const R *w,
                               double scale, R *dp) {
  double sum = 0;
  for (ptrdiff_t i = 0; i < count; i++, p += 3, dp += 3, y += 1 + scaled, w += 1 + scaled) {
    dp[0] = dp[1] = dp[2] = 0;
    if (w[0] == 0) continue;
    const double unit = scaled ? y[1] : 1, sigma = softplus(p[1]) + FK_LEAST_SCALE;
    const double nu = 2 + softplus(p[2]);
    const double z = (y[0] / unit - p[0]) / sigma, square = z * z, rest = nu + square;
    const double tail = log1p(square / nu), factor = scale * w[0];
    sum += w[0] * (log_gamma(nu / 2) - log_gamma((nu + 1) / 2) + 0.5 * log(pi * nu)
                   + log(sigma * unit) + (nu + 1) / 2 * tail);
    dp[0] = (R)(-factor * (nu + 1) * z / (sigma * rest));
    dp[1] = (R)(factor * (1 - (nu + 1) * square / rest) / sigma * sigmoid(p[1]));
    dp[2] = (R)(factor * 0.5 * (digamma(nu / 2) - digamma((nu + 1) / 2) + 1 / nu + tail
                                - (nu + 1) / nu * square / rest) * sigmoid(p[2]));
  }
  return sum;
}

double NAMED(fk_negative_binomial_error)(ptrdiff_t count, int scaled, const R *p, const R *y,
                                         const R *w, double scale, R *dp) {
  double sum = 0;
  for (ptrdiff_t i = 0; i < count; i++, p += 2, dp += 2, y += 1 + scaled, w += 1 + scaled) {
    dp[0] = dp[1] = 0;
    if (w[0] == 0) continue;
    const double unit = scaled ? y[1] : 1, root = sqrt(unit), n = y[0];
    const double mean = softplus(p[0]), mu = unit * mean;
    const double alpha = (softplus(p[1]) + FK_LEAST_SCALE) / root, r = 1 / alpha;
    // ln ln(1 + eˣ) is x itself long before the logarithm's argument vanishes.
    const double log_mu = log(unit) + (p[0] < -30 ? (double)p[0] : log(mean));
    const double grown = log1p(alpha * mu), factor = scale * w[0];
    double ways, difference;  // ln of the binomial coefficient; ψ(n + r) − ψ(r)
    rising(n, r, &ways, &difference);
    sum += w[0] * ((r + n) * grown - n * (log(alpha) + log_mu) - ways);
    // σ(x)/ln(1 + eˣ) likewise tends to 1.
    const double ratio = p[0] < -30 ? 1 : sigmoid(p[0]) / mean;
    dp[0] = (R)(factor * (mu - n) / (1 + alpha * mu) * ratio);
    const double slope = r * r * (difference - grown) + (r + n) * mu / (1 + alpha * mu) - n * r;
    dp[1] = (R)(factor * slope * sigmoid(p[1]) / root);
  }
  return sum;
}
