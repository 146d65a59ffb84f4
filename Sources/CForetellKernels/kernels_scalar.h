// The specification of every kernel, in plain loops, for one element type.
// Included with R (the type), SUFFIX, EXP, TANH, SQRT, LOG and LOG1P defined.

#define FK_PASTE_(a, b) a##_##b
#define FK_PASTE(a, b) FK_PASTE_(a, b)
#define FN(name) static void FK_PASTE(name, SUFFIX)

static inline R FK_PASTE(sigmoid, SUFFIX)(R x) { return 1 / (1 + EXP(-x)); }
#define SIGMOID FK_PASTE(sigmoid, SUFFIX)

enum { FK_PASTE(SCALAR_WIDTH, SUFFIX) = 4 };
#define WIDTH FK_PASTE(SCALAR_WIDTH, SUFFIX)

FN(pack)(ptrdiff_t k, ptrdiff_t n, const R *b, ptrdiff_t ldb, int transposed, R *packed) {
  for (ptrdiff_t panel = 0; panel < n; panel += WIDTH)
    for (ptrdiff_t row = 0; row < k; row++)
      for (ptrdiff_t lane = 0; lane < WIDTH; lane++) {
        ptrdiff_t column = panel + lane;
        R value = column >= n ? 0 : transposed ? b[column * ldb + row] : b[row * ldb + column];
        *packed++ = value;
      }
}

FN(product)(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const R *a, ptrdiff_t row, ptrdiff_t column,
            const R *packed, const R *bias, int accumulate, R *c, ptrdiff_t ldc) {
  for (ptrdiff_t i = 0; i < m; i++)
    for (ptrdiff_t j = 0; j < n; j++) {
      const R *panel = packed + (j / WIDTH) * k * WIDTH + j % WIDTH;
      R sum = accumulate ? c[i * ldc + j] : bias ? bias[j] : 0;
      for (ptrdiff_t l = 0; l < k; l++) sum += a[i * row + l * column] * panel[l * WIDTH];
      c[i * ldc + j] = sum;
    }
}

FN(outer_product)(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const R *x, ptrdiff_t ldx, const R *d,
                  ptrdiff_t ldd, R *c, ptrdiff_t ldc, R *scratch) {
  (void)scratch;
  for (ptrdiff_t i = 0; i < m; i++)
    for (ptrdiff_t j = 0; j < n; j++) {
      R sum = c[i * ldc + j];
      for (ptrdiff_t l = 0; l < k; l++) sum += x[l * ldx + i] * d[l * ldd + j];
      c[i * ldc + j] = sum;
    }
}

FN(transpose)(ptrdiff_t m, ptrdiff_t n, const R *source, ptrdiff_t lds, R *target, ptrdiff_t ldt) {
  for (ptrdiff_t i = 0; i < m; i++)
    for (ptrdiff_t j = 0; j < n; j++) target[j * ldt + i] = source[i * lds + j];
}

FN(add_column_sums)(ptrdiff_t m, ptrdiff_t n, const R *a, R *sums) {
  for (ptrdiff_t i = 0; i < m; i++)
    for (ptrdiff_t j = 0; j < n; j++) sums[j] += a[i * n + j];
}

FN(tanh_forward)(ptrdiff_t count, const R *z, R *h) {
  for (ptrdiff_t i = 0; i < count; i++) h[i] = TANH(z[i]);
}

FN(tanh_backward)(ptrdiff_t count, const R *h, const R *dh, R *dz) {
  for (ptrdiff_t i = 0; i < count; i++) dz[i] = dh[i] * (1 - h[i] * h[i]);
}

FN(relu_forward)(ptrdiff_t count, const R *z, R *h) {
  for (ptrdiff_t i = 0; i < count; i++) h[i] = z[i] < 0 ? 0 : z[i];
}

FN(relu_backward)(ptrdiff_t count, const R *h, const R *dh, R *dz) {
  for (ptrdiff_t i = 0; i < count; i++) dz[i] = h[i] > 0 ? dh[i] : 0;
}

FN(sigmoid_forward)(ptrdiff_t count, const R *z, R *p) {
  for (ptrdiff_t i = 0; i < count; i++) p[i] = SIGMOID(z[i]);
}

FN(sigmoid_backward)(ptrdiff_t count, const R *p, const R *dp, R *dz) {
  for (ptrdiff_t i = 0; i < count; i++) dz[i] = dp[i] * p[i] * (1 - p[i]);
}

FN(softmax_forward)(ptrdiff_t rows, ptrdiff_t classes, const R *z, R *p) {
  for (ptrdiff_t row = 0; row < rows; row++, z += classes, p += classes) {
    R top = z[0], sum = 0;
    for (ptrdiff_t j = 1; j < classes; j++) top = z[j] > top ? z[j] : top;
    for (ptrdiff_t j = 0; j < classes; j++) sum += p[j] = EXP(z[j] - top);
    for (ptrdiff_t j = 0; j < classes; j++) p[j] /= sum;
  }
}

FN(softmax_backward)(ptrdiff_t rows, ptrdiff_t classes, const R *p, const R *dp, R *dz) {
  for (ptrdiff_t row = 0; row < rows; row++, p += classes, dp += classes, dz += classes) {
    R sum = 0;
    for (ptrdiff_t j = 0; j < classes; j++) sum += p[j] * dp[j];
    for (ptrdiff_t j = 0; j < classes; j++) dz[j] = p[j] * (dp[j] - sum);
  }
}

FN(lstm_forward)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *c_previous, R *c, R *tanh_c,
                 R *h) {
  for (ptrdiff_t row = 0; row < rows; row++)
    for (ptrdiff_t j = 0; j < hidden; j++) {
      R *g = gates + row * 4 * hidden + j;
      ptrdiff_t at = row * hidden + j;
      R i_gate = SIGMOID(g[0]), f_gate = SIGMOID(g[hidden]);
      R candidate = TANH(g[2 * hidden]), o_gate = SIGMOID(g[3 * hidden]);
      c[at] = f_gate * c_previous[at] + i_gate * candidate;
      tanh_c[at] = TANH(c[at]);
      h[at] = o_gate * tanh_c[at];
      g[0] = i_gate;
      g[hidden] = f_gate;
      g[2 * hidden] = candidate;
      g[3 * hidden] = o_gate;
    }
}

FN(lstm_backward)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *c_previous,
                  const R *tanh_c, const R *dh, R *dc) {
  for (ptrdiff_t row = 0; row < rows; row++)
    for (ptrdiff_t j = 0; j < hidden; j++) {
      R *g = gates + row * 4 * hidden + j;
      ptrdiff_t at = row * hidden + j;
      R i_gate = g[0], f_gate = g[hidden], candidate = g[2 * hidden], o_gate = g[3 * hidden];
      R d_cell = dc[at] + dh[at] * o_gate * (1 - tanh_c[at] * tanh_c[at]);
      g[0] = d_cell * candidate * i_gate * (1 - i_gate);
      g[hidden] = d_cell * c_previous[at] * f_gate * (1 - f_gate);
      g[2 * hidden] = d_cell * i_gate * (1 - candidate * candidate);
      g[3 * hidden] = dh[at] * tanh_c[at] * o_gate * (1 - o_gate);
      dc[at] = d_cell * f_gate;
    }
}

FN(gru_after_forward)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *recurrent,
                      const R *h_previous, R *recurrent_n, R *h) {
  for (ptrdiff_t row = 0; row < rows; row++)
    for (ptrdiff_t j = 0; j < hidden; j++) {
      R *g = gates + row * 3 * hidden + j;
      const R *q = recurrent + row * 3 * hidden + j;
      ptrdiff_t at = row * hidden + j;
      R r = SIGMOID(g[0] + q[0]), z = SIGMOID(g[hidden] + q[hidden]);
      recurrent_n[at] = q[2 * hidden];
      R n = TANH(g[2 * hidden] + r * q[2 * hidden]);
      h[at] = n + z * (h_previous[at] - n);
      g[0] = r;
      g[hidden] = z;
      g[2 * hidden] = n;
    }
}

FN(gru_after_backward)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *recurrent_n,
                       const R *h_previous, R *dh, R *drecurrent) {
  for (ptrdiff_t row = 0; row < rows; row++)
    for (ptrdiff_t j = 0; j < hidden; j++) {
      R *g = gates + row * 3 * hidden + j, *q = drecurrent + row * 3 * hidden + j;
      ptrdiff_t at = row * hidden + j;
      R r = g[0], z = g[hidden], n = g[2 * hidden];
      R dn = dh[at] * (1 - z) * (1 - n * n);
      R dr = dn * recurrent_n[at] * r * (1 - r);
      R dz = dh[at] * (h_previous[at] - n) * z * (1 - z);
      g[0] = q[0] = dr;
      g[hidden] = q[hidden] = dz;
      g[2 * hidden] = dn;
      q[2 * hidden] = dn * r;
      dh[at] *= z;
    }
}

FN(gru_before_reset)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *h_previous, R *reset_h) {
  for (ptrdiff_t row = 0; row < rows; row++)
    for (ptrdiff_t j = 0; j < hidden; j++) {
      R *g = gates + row * 3 * hidden + j;
      ptrdiff_t at = row * hidden + j;
      g[0] = SIGMOID(g[0]);
      g[hidden] = SIGMOID(g[hidden]);
      reset_h[at] = g[0] * h_previous[at];
    }
}

FN(gru_before_forward)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *h_previous, R *h) {
  for (ptrdiff_t row = 0; row < rows; row++)
    for (ptrdiff_t j = 0; j < hidden; j++) {
      R *g = gates + row * 3 * hidden + j;
      ptrdiff_t at = row * hidden + j;
      R n = TANH(g[2 * hidden]);
      g[2 * hidden] = n;
      h[at] = n + g[hidden] * (h_previous[at] - n);
    }
}

FN(gru_before_backward)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *h_previous, R *dh) {
  for (ptrdiff_t row = 0; row < rows; row++)
    for (ptrdiff_t j = 0; j < hidden; j++) {
      R *g = gates + row * 3 * hidden + j;
      ptrdiff_t at = row * hidden + j;
      R z = g[hidden], n = g[2 * hidden];
      g[hidden] = dh[at] * (h_previous[at] - n) * z * (1 - z);
      g[2 * hidden] = dh[at] * (1 - z) * (1 - n * n);
      dh[at] *= z;
    }
}

FN(gru_before_reset_backward)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *h_previous,
                              const R *dreset_h, R *dh) {
  for (ptrdiff_t row = 0; row < rows; row++)
    for (ptrdiff_t j = 0; j < hidden; j++) {
      R r = gates[row * 3 * hidden + j];
      ptrdiff_t at = row * hidden + j;
      gates[row * 3 * hidden + j] = dreset_h[at] * h_previous[at] * r * (1 - r);
      dh[at] += dreset_h[at] * r;
    }
}

static double FK_PASTE(squared_error, SUFFIX)(ptrdiff_t count, const R *p, const R *y, const R *w,
                                              double scale, R *dp) {
  double sum = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    R difference = w[i] == 0 ? 0 : p[i] - y[i];
    sum += (double)w[i] * difference * difference;
    dp[i] = (R)(2 * scale) * w[i] * difference;
  }
  return sum;
}

static double FK_PASTE(pinball_error, SUFFIX)(ptrdiff_t count, const R *p, const R *y, const R *w,
                                              double under, double over, double scale, R *dp) {
  double sum = 0;
  const R below = (R)(-under), above = (R)over;
  for (ptrdiff_t i = 0; i < count; i++) {
    R difference = w[i] == 0 ? 0 : p[i] - y[i];
    // Neither above nor below: 0, or a NaN that must be seen.
    R slope = difference > 0 ? above : difference < 0 ? below : difference;
    sum += (double)w[i] * slope * difference;
    dp[i] = (R)scale * w[i] * slope;
  }
  return sum;
}

static double FK_PASTE(huber_error, SUFFIX)(ptrdiff_t count, const R *p, const R *y, const R *w,
                                            double bend, double scale, R *dp) {
  double sum = 0;
  const R most = (R)bend;
  for (ptrdiff_t i = 0; i < count; i++) {
    R difference = w[i] == 0 ? 0 : p[i] - y[i];
    R slope = difference > most ? most : difference < -most ? -most : difference;
    sum += (double)w[i] * slope * (difference - slope / 2);
    dp[i] = (R)scale * w[i] * slope;
  }
  return sum;
}

static double FK_PASTE(binary_cross_entropy, SUFFIX)(ptrdiff_t count, const R *z, const R *y,
                                                     const R *w, double scale, R *dz) {
  double sum = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    R logit = w[i] == 0 ? 0 : z[i], aim = w[i] == 0 ? 0 : y[i];
    R size = logit < 0 ? -logit : logit;
    sum += (double)w[i] * ((logit < 0 ? 0 : logit) - logit * aim + LOG1P(EXP(-size)));
    dz[i] = (R)scale * w[i] * (SIGMOID(logit) - aim);
  }
  return sum;
}

static double FK_PASTE(cross_entropy, SUFFIX)(ptrdiff_t rows, ptrdiff_t classes, const R *z,
                                              const R *y, const R *w, double scale, R *dz) {
  double total = 0;
  for (ptrdiff_t row = 0; row < rows; row++, z += classes, dz += classes) {
    if (w[row] == 0) {
      for (ptrdiff_t j = 0; j < classes; j++) dz[j] = 0;
      continue;
    }
    // A class there is none of must be seen: its loss and slopes are no numbers.
    const int known = y[row] >= 0 && y[row] < (R)classes;
    const ptrdiff_t aim = known ? (ptrdiff_t)y[row] : 0;
    R top = z[0], sum = 0;
    for (ptrdiff_t j = 1; j < classes; j++) top = z[j] > top ? z[j] : top;
    for (ptrdiff_t j = 0; j < classes; j++) sum += dz[j] = EXP(z[j] - top);
    const R factor = known ? (R)scale * w[row] : (R)NAN;
    for (ptrdiff_t j = 0; j < classes; j++) dz[j] *= factor / sum;
    dz[aim] -= factor;
    total += known ? (double)w[row] * (LOG(sum) + (top - z[aim])) : NAN;
  }
  return total;
}

// The gates of one step of a row; `logits` are `stride` apart.
FN(open_gates)(const fk_gated_quantiles *shape, const R *logits, R *gates) {
  const ptrdiff_t bases = shape->bases, stride = shape->horizon;
  if (!shape->shares) {
    for (ptrdiff_t b = 0; b < bases; b++) gates[b] = SIGMOID(logits[b * stride]);
    return;
  }
  R top = bases ? logits[0] : 0, sum = 0;
  for (ptrdiff_t b = 1; b < bases; b++) top = logits[b * stride] > top ? logits[b * stride] : top;
  for (ptrdiff_t b = 0; b < bases; b++) sum += gates[b] = EXP(logits[b * stride] - top);
  for (ptrdiff_t b = 0; b < bases; b++) gates[b] /= sum;
}

static double FK_PASTE(gated_quantile_error, SUFFIX)(ptrdiff_t rows,
                                                     const fk_gated_quantiles *shape, const R *p,
                                                     const R *y, const R *w, double scale, R *dp) {
  const ptrdiff_t horizon = shape->horizon, levels = shape->levels, bases = shape->bases;
  const ptrdiff_t width = (levels + bases) * horizon, first = levels * horizon;
  const R share = 1 / (R)levels;
  double sum = 0;
  R gates[FK_MOST_BASES];
  for (ptrdiff_t row = 0; row < rows; row++, p += width, y += width, w += width, dp += width)
    for (ptrdiff_t k = 0; k < horizon; k++) {
      if (w[k] == 0) {
        for (ptrdiff_t j = k; j < width; j += horizon) dp[j] = 0;
        continue;
      }
      FK_PASTE(open_gates, SUFFIX)(shape, p + first + k, gates);
      R middle = 0, errors = 0, slopes = 0;
      for (ptrdiff_t b = 0; b < bases; b++) middle += gates[b] * y[first + b * horizon + k];
      for (ptrdiff_t j = 0; j < levels; j++) {
        R difference = p[j * horizon + k] + middle - y[k], q = (R)shape->quantiles[j];
        R slope = difference > 0 ? 1 - q : difference < 0 ? -q : difference;
        errors += slope * difference;
        slope *= (R)scale * w[k] * share;
        slopes += slope;
        dp[j * horizon + k] = slope;
      }
      sum += (double)w[k] * errors * share;
      for (ptrdiff_t b = 0; b < bases; b++) {
        R base = y[first + b * horizon + k];
        R slope = shape->shares ? base - middle : base * (1 - gates[b]);
        dp[first + b * horizon + k] = slopes * gates[b] * slope;
      }
    }
  return sum;
}

FN(layer_norm_forward)(ptrdiff_t rows, ptrdiff_t width, const R *x, const R *gain, const R *bias,
                       double epsilon, R *normalized, R *scales, R *y) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const R *from = x + row * width;
    R mean = 0, square = 0;
    for (ptrdiff_t i = 0; i < width; i++) mean += from[i];
    mean /= (R)width;
    for (ptrdiff_t i = 0; i < width; i++) square += (from[i] - mean) * (from[i] - mean);
    R scale = 1 / (R)SQRT(square / (R)width + (R)epsilon);
    scales[row] = scale;
    for (ptrdiff_t i = row * width; i < (row + 1) * width; i++) {
      R value = (x[i] - mean) * scale;
      normalized[i] = value;
      y[i] = gain[i - row * width] * value + bias[i - row * width];
    }
  }
}

FN(layer_norm_backward)(ptrdiff_t rows, ptrdiff_t width, const R *normalized, const R *scales,
                        const R *gain, R *dy, R *dgain, R *dbias) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const R *n = normalized + row * width;
    R *d = dy + row * width;
    R mean = 0, along = 0;
    for (ptrdiff_t i = 0; i < width; i++) {
      dgain[i] += d[i] * n[i];
      dbias[i] += d[i];
      d[i] *= gain[i];
      mean += d[i];
      along += d[i] * n[i];
    }
    mean /= (R)width;
    along /= (R)width;
    for (ptrdiff_t i = 0; i < width; i++) d[i] = scales[row] * (d[i] - mean - along * n[i]);
  }
}

FN(add)(ptrdiff_t count, const R *x, R *y) {
  for (ptrdiff_t i = 0; i < count; i++) y[i] += x[i];
}

FN(multiply)(ptrdiff_t count, const R *x, R *y) {
  for (ptrdiff_t i = 0; i < count; i++) y[i] *= x[i];
}

static double FK_PASTE(sum_of_squares, SUFFIX)(ptrdiff_t count, const R *x) {
  double sum = 0;
  for (ptrdiff_t i = 0; i < count; i++) sum += (double)x[i] * x[i];
  return sum;
}

FN(adam)(ptrdiff_t count, const R *gradient, R *first, R *second, R *parameters,
         const fk_adam *settings) {
  R scale = (R)settings->gradient_scale, beta1 = (R)settings->beta1, beta2 = (R)settings->beta2;
  // Subtracted before they are rounded: 1 − 0.999f is off by 1e-5.
  R rest1 = (R)(1 - settings->beta1), rest2 = (R)(1 - settings->beta2);
  R step = (R)(settings->learning_rate / settings->correction1);
  R root = (R)(1 / SQRT(settings->correction2)), epsilon = (R)settings->epsilon;
  for (ptrdiff_t i = 0; i < count; i++) {
    R g = gradient[i] * scale;
    first[i] = beta1 * first[i] + rest1 * g;
    second[i] = beta2 * second[i] + rest2 * g * g;
    parameters[i] -= step * first[i] / ((R)SQRT(second[i]) * root + epsilon);
  }
}

FN(rmsprop)(ptrdiff_t count, const R *gradient, R *square, R *parameters, double rate, double decay,
            double epsilon, double gradient_scale) {
  R scale = (R)gradient_scale, keep = (R)decay, step = (R)rate, small = (R)epsilon;
  R rest = (R)(1 - decay);
  for (ptrdiff_t i = 0; i < count; i++) {
    R g = gradient[i] * scale;
    square[i] = keep * square[i] + rest * g * g;
    parameters[i] -= step * g / ((R)SQRT(square[i]) + small);
  }
}

FN(sgd)(ptrdiff_t count, const R *gradient, R *velocity, R *parameters, double rate,
        double momentum, bool look_ahead, double gradient_scale) {
  R scale = (R)gradient_scale, keep = (R)momentum, step = (R)rate;
  for (ptrdiff_t i = 0; i < count; i++) {
    R g = gradient[i] * scale;
    velocity[i] = keep * velocity[i] + g;
    parameters[i] -= step * (look_ahead ? g + keep * velocity[i] : velocity[i]);
  }
}

FN(shrink)(ptrdiff_t count, R *x, double factor) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] *= (R)factor;
}

FN(clip)(ptrdiff_t count, R *x, double limit) {
  R most = (R)limit;
  for (ptrdiff_t i = 0; i < count; i++) x[i] = x[i] > most ? most : x[i] < -most ? -most : x[i];
}

const FK_PASTE(fk_kernels, SUFFIX) FK_PASTE(fk_scalar, SUFFIX) = {
#define ENTRY(name) .name = FK_PASTE(name, SUFFIX)
    .panel_width = WIDTH,
    ENTRY(pack), ENTRY(product), ENTRY(outer_product), ENTRY(transpose), ENTRY(add_column_sums),
    ENTRY(tanh_forward), ENTRY(tanh_backward),
    ENTRY(relu_forward), ENTRY(relu_backward), ENTRY(sigmoid_forward), ENTRY(sigmoid_backward),
    ENTRY(softmax_forward), ENTRY(softmax_backward),
    ENTRY(lstm_forward), ENTRY(lstm_backward), ENTRY(gru_after_forward), ENTRY(gru_after_backward),
    ENTRY(gru_before_reset), ENTRY(gru_before_forward), ENTRY(gru_before_backward),
    ENTRY(gru_before_reset_backward), ENTRY(squared_error), ENTRY(pinball_error),
    ENTRY(huber_error), ENTRY(binary_cross_entropy), ENTRY(cross_entropy),
    ENTRY(gated_quantile_error), ENTRY(layer_norm_forward), ENTRY(layer_norm_backward),
    ENTRY(add), ENTRY(multiply),
    ENTRY(sum_of_squares), ENTRY(adam), ENTRY(rmsprop), ENTRY(sgd),
    ENTRY(shrink), ENTRY(clip),
#undef ENTRY
};

#undef FK_PASTE_
#undef FK_PASTE
#undef FN
#undef SIGMOID
#undef WIDTH
