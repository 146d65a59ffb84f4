// Every float kernel over vectors of LANES, written once with clang's vector extensions.
// Included inside a `#pragma clang attribute` that names the instruction set, with LANES (floats a
// register), TILE_ROWS (rows of a product's register tile) and ISA (the table's name) defined.
//
// tanh is within 5 ULP of the exact value and the sigmoid within 4, where that is 1e-36 or more
// (KernelTests measures it). Below, they do without the subnormal numbers: the error stays under 5e-38.

#include <stdint.h>

typedef float vec __attribute__((vector_size(LANES * 4), aligned(4)));
typedef int32_t ivec __attribute__((vector_size(LANES * 4), aligned(4)));

#define INLINE static inline __attribute__((always_inline))
#define WIDTH (2 * LANES)

INLINE vec load(const float *p) {
  vec v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

INLINE void store(float *p, vec v) { __builtin_memcpy(p, &v, sizeof v); }

INLINE vec load_first(const float *p, ptrdiff_t count) {
  vec v = {0};
  __builtin_memcpy(&v, p, (size_t)count * sizeof(float));
  return v;
}

INLINE void store_first(float *p, vec v, ptrdiff_t count) {
  __builtin_memcpy(p, &v, (size_t)count * sizeof(float));
}

// A difference to zero is x itself, signed zeros included, so that this is one broadcast; a sum is not.
INLINE vec splat(float x) { return x - (vec){0}; }
INLINE vec select(ivec mask, vec yes, vec no) {
  return (vec)((mask & (ivec)yes) | (~mask & (ivec)no));
}
INLINE vec clamp(vec x, float low, float high) {
  return __builtin_elementwise_min(__builtin_elementwise_max(x, splat(low)), splat(high));
}

// eˣ = 2ⁿ·eʳ with r in ±ln2/2 (coefficients: Cephes expf). A NaN stays a NaN.
INLINE vec vexp(vec x) {
  vec bounded = clamp(x, -87.3f, 88.3f);
  vec n = __builtin_elementwise_roundeven(bounded * 1.44269504088896341f);
  vec r = bounded - n * 0.693359375f + n * 2.12194440e-4f;
  vec p = splat(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  vec power = (vec)((__builtin_convertvector(n, ivec) + 127) << 23);
  return select(x == x, p * power, x);
}

INLINE vec vsigmoid(vec x) { return 1.0f / (1.0f + vexp(-x)); }

// A rational minimax on ±7.9 (coefficients: Eigen's ptanh_float). A NaN stays a NaN.
INLINE vec vtanh(vec x) {
  vec b = clamp(x, -7.90531110763549805f, 7.90531110763549805f);
  vec s = b * b;
  vec p = splat(-2.76076847742355e-16f);
  p = p * s + 2.00018790482477e-13f;
  p = p * s + -8.60467152213735e-11f;
  p = p * s + 5.12229709037114e-08f;
  p = p * s + 1.48572235717979e-05f;
  p = p * s + 6.37261928875436e-04f;
  p = p * s + 4.89352455891786e-03f;
  vec q = splat(1.19825839466702e-06f);
  q = q * s + 1.18534705686654e-04f;
  q = q * s + 2.26843463243900e-03f;
  q = q * s + 4.89352518554385e-03f;
  return select(x == x, b * p / q, x);
}

// ln x of a normal number (coefficients: Cephes logf). A NaN stays a NaN.
INLINE vec vlog(vec x) {
  ivec bits = (ivec)x;
  ivec exponent = (bits >> 23) - 126;
  vec m = (vec)((bits & 0x007fffff) | 0x3f000000);
  ivec low = m < 0.707106781186547524f;
  vec e = __builtin_convertvector(exponent + low, vec);
  vec f = m + select(low, m, splat(0)) - 1.0f;
  vec z = f * f;
  vec p = splat(7.0376836292e-2f);
  p = p * f + -1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f + -1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f + -1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f + -2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  vec y = p * f * z + e * -2.12194440e-4f - 0.5f * z;
  return select(x == x, f + y + e * 0.693359375f, x);
}

// ln(1 + x) for x of 0 … 1; what 1 + x loses of a small x is put back.
INLINE vec vlog1p(vec x) {
  vec sum = 1.0f + x, kept = sum - 1.0f;
  ivec tiny = kept == 0.0f;
  return select(tiny, x, vlog(sum) * (x / select(tiny, splat(1), kept)));
}

INLINE ivec lanes_below(ptrdiff_t count) {
  ivec place;
  for (int lane = 0; lane < LANES; lane++) place[lane] = lane;
  return place < (int32_t)(count < LANES ? count : LANES);
}

// Runs BODY over j = 0, LANES, … with LOAD and STORE that mind the last, partial vector.
#define FOR_VECTORS(count, BODY)                                      \
  do {                                                                \
    ptrdiff_t j = 0;                                                  \
    for (; j + LANES <= (count); j += LANES) {                        \
      const ptrdiff_t lanes = LANES;                                  \
      BODY                                                            \
    }                                                                 \
    if (j < (count)) {                                                \
      const ptrdiff_t lanes = (count) - j;                            \
      BODY                                                            \
    }                                                                 \
  } while (0)
#define LOAD(p) (lanes == LANES ? load((p) + j) : load_first((p) + j, lanes))
#define STORE(p, v) (lanes == LANES ? store((p) + j, (v)) : store_first((p) + j, (v), lanes))

// MARK: Products

static void pack(ptrdiff_t k, ptrdiff_t n, const float *b, ptrdiff_t ldb, int transposed,
                 float *packed) {
  for (ptrdiff_t panel = 0; panel < n; panel += WIDTH) {
    ptrdiff_t columns = n - panel < WIDTH ? n - panel : WIDTH;
    if (columns < WIDTH) __builtin_memset(packed, 0, (size_t)(k * WIDTH) * sizeof(float));
    if (transposed)
      for (ptrdiff_t column = 0; column < columns; column++)
        for (ptrdiff_t row = 0; row < k; row++)
          packed[row * WIDTH + column] = b[(panel + column) * ldb + row];
    else
      for (ptrdiff_t row = 0; row < k; row++)
        __builtin_memcpy(packed + row * WIDTH, b + row * ldb + panel, (size_t)columns * sizeof(float));
    packed += k * WIDTH;
  }
}

INLINE vec load_part(const float *p, ptrdiff_t lanes) {
  return lanes >= LANES ? load(p) : lanes > 0 ? load_first(p, lanes) : splat(0);
}

INLINE void store_part(float *p, vec v, ptrdiff_t lanes) {
  if (lanes >= LANES) store(p, v);
  else if (lanes > 0) store_first(p, v, lanes);
}

// `rows`×WIDTH of C stay in registers while k runs. `rows` is a constant at every call. What C holds is
// added at the end: it may have to come from far, and has the whole product's time to do so.
INLINE void tile(const int rows, ptrdiff_t columns, ptrdiff_t k, const float *a, ptrdiff_t row,
                 ptrdiff_t column, const float *panel, const float *bias, int accumulate, float *c,
                 ptrdiff_t ldc) {
  vec low[TILE_ROWS], high[TILE_ROWS];
  const ptrdiff_t low_lanes = columns < LANES ? columns : LANES;
  const ptrdiff_t high_lanes = columns - low_lanes;
  const int from_bias = bias && !accumulate;
  const vec bias_low = from_bias ? load_part(bias, low_lanes) : splat(0);
  const vec bias_high = from_bias ? load_part(bias + low_lanes, high_lanes) : splat(0);
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    low[i] = bias_low;
    high[i] = bias_high;
    __builtin_prefetch(c + i * ldc, 1);
    __builtin_prefetch(c + i * ldc + columns - 1, 1);
  }
  for (ptrdiff_t l = 0; l < k; l++) {
    vec b_low = load(panel + l * WIDTH), b_high = load(panel + l * WIDTH + LANES);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      vec factor = splat(a[i * row + l * column]);
      low[i] = factor * b_low + low[i];
      high[i] = factor * b_high + high[i];
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    float *to = c + i * ldc;
    if (accumulate) {
      low[i] += load_part(to, low_lanes);
      high[i] += load_part(to + low_lanes, high_lanes);
    }
    store_part(to, low[i], low_lanes);
    store_part(to + low_lanes, high[i], high_lanes);
  }
}

static void product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t row,
                    ptrdiff_t column, const float *packed, const float *bias, int accumulate,
                    float *c, ptrdiff_t ldc) {
  // Rows are dealt out evenly: 16 rows make two tiles of 8, not 12 and 4.
  const ptrdiff_t tiles = (m + TILE_ROWS - 1) / TILE_ROWS;
  for (ptrdiff_t j = 0; j < n; j += WIDTH, packed += k * WIDTH) {
    const ptrdiff_t columns = n - j < WIDTH ? n - j : WIDTH;
    const float *start = bias ? bias + j : 0;
    ptrdiff_t i = 0;
    for (ptrdiff_t t = 0; t < tiles; t++) {
      const ptrdiff_t rows = (m - i + tiles - t - 1) / (tiles - t);
      const float *from = a + i * row;
      float *to = c + i * ldc + j;
#define CASE(count)                                                                          \
  case count:                                                                                \
    if (count <= TILE_ROWS)                                                                  \
      tile(count <= TILE_ROWS ? count : 1, columns, k, from, row, column, packed, start,     \
           accumulate, to, ldc);                                                             \
    break;
      switch (rows) {
        CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6)
        CASE(7) CASE(8) CASE(9) CASE(10) CASE(11) CASE(12)
      }
#undef CASE
      i += rows;
    }
  }
}

static void outer_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *x, ptrdiff_t ldx,
                          const float *d, ptrdiff_t ldd, float *c, ptrdiff_t ldc, float *scratch) {
  for (ptrdiff_t j = 0; j < n; j += WIDTH) {
    const ptrdiff_t columns = n - j < WIDTH ? n - j : WIDTH;
    // Rows of D can be a power of two apart; read again and again they would push each other out of
    // the first-level cache.
    pack(k, columns, d + j, ldd, 0, scratch);
    product(m, columns, k, x, 1, ldx, scratch, 0, 1, c + j, ldc);
  }
}

static void transpose(ptrdiff_t m, ptrdiff_t n, const float *source, ptrdiff_t lds, float *target,
                      ptrdiff_t ldt) {
  for (ptrdiff_t j = 0; j < n; j += 16) {
    const ptrdiff_t end = n - j < 16 ? n : j + 16;
    for (ptrdiff_t i = 0; i < m; i++)
      for (ptrdiff_t l = j; l < end; l++) target[l * ldt + i] = source[i * lds + l];
  }
}

static void add_column_sums(ptrdiff_t m, ptrdiff_t n, const float *a, float *sums) {
  FOR_VECTORS(n, {
    vec sum = LOAD(sums);
    for (ptrdiff_t i = 0; i < m; i++) sum += LOAD(a + i * n);
    STORE(sums, sum);
  });
}

// MARK: Activations

static void tanh_forward(ptrdiff_t count, const float *z, float *h) {
  FOR_VECTORS(count, { STORE(h, vtanh(LOAD(z))); });
}

static void tanh_backward(ptrdiff_t count, const float *h, const float *dh, float *dz) {
  FOR_VECTORS(count, {
    vec y = LOAD(h);
    STORE(dz, LOAD(dh) * (1.0f - y * y));
  });
}

static void relu_forward(ptrdiff_t count, const float *z, float *h) {
  FOR_VECTORS(count, {
    vec x = LOAD(z);
    STORE(h, select(x < 0.0f, splat(0), x));
  });
}

static void relu_backward(ptrdiff_t count, const float *h, const float *dh, float *dz) {
  FOR_VECTORS(count, { STORE(dz, select(LOAD(h) > 0.0f, LOAD(dh), splat(0))); });
}

static void sigmoid_forward(ptrdiff_t count, const float *z, float *p) {
  FOR_VECTORS(count, { STORE(p, vsigmoid(LOAD(z))); });
}

static void sigmoid_backward(ptrdiff_t count, const float *p, const float *dp, float *dz) {
  FOR_VECTORS(count, {
    vec y = LOAD(p);
    STORE(dz, LOAD(dp) * y * (1.0f - y));
  });
}

// Powers of a row of logits less their top, which is 0 for the largest; gives their sum and that top.
INLINE float powers(ptrdiff_t classes, const float *z, float *p, float *top) {
  vec most = splat(z[0]), sum = splat(0);
  FOR_VECTORS(classes, {
    vec logit = LOAD(z);
    most = __builtin_elementwise_max(most, select(lanes_below(lanes), logit, most));
  });
  float largest = most[0], all = 0;
  for (int lane = 1; lane < LANES; lane++) largest = most[lane] > largest ? most[lane] : largest;
  FOR_VECTORS(classes, {
    vec power = vexp(LOAD(z) - largest);
    sum += select(lanes_below(lanes), power, splat(0));
    STORE(p, power);
  });
  for (int lane = 0; lane < LANES; lane++) all += sum[lane];
  *top = largest;
  return all;
}

static void softmax_forward(ptrdiff_t rows, ptrdiff_t classes, const float *z, float *p) {
  for (ptrdiff_t row = 0; row < rows; row++, z += classes, p += classes) {
    float top;
    const float sum = powers(classes, z, p, &top);
    FOR_VECTORS(classes, { STORE(p, LOAD(p) / sum); });
  }
}

static void softmax_backward(ptrdiff_t rows, ptrdiff_t classes, const float *p, const float *dp,
                             float *dz) {
  for (ptrdiff_t row = 0; row < rows; row++, p += classes, dp += classes, dz += classes) {
    vec sum = splat(0);
    float all = 0;
    FOR_VECTORS(classes, { sum += LOAD(p) * LOAD(dp); });
    for (int lane = 0; lane < LANES; lane++) all += sum[lane];
    FOR_VECTORS(classes, { STORE(dz, LOAD(p) * (LOAD(dp) - all)); });
  }
}

// MARK: LSTM

static void lstm_forward(ptrdiff_t rows, ptrdiff_t hidden, float *gates, const float *c_previous,
                         float *c, float *tanh_c, float *h) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    float *ig = gates + i * 4 * hidden, *fg = ig + hidden, *gg = fg + hidden, *og = gg + hidden;
    const float *before = c_previous + i * hidden;
    float *cell = c + i * hidden, *squashed = tanh_c + i * hidden, *state = h + i * hidden;
    FOR_VECTORS(hidden, {
      vec in = vsigmoid(LOAD(ig));
      vec forget = vsigmoid(LOAD(fg));
      vec candidate = vtanh(LOAD(gg));
      vec out = vsigmoid(LOAD(og));
      vec now = forget * LOAD(before) + in * candidate;
      vec flat = vtanh(now);
      STORE(ig, in);
      STORE(fg, forget);
      STORE(gg, candidate);
      STORE(og, out);
      STORE(cell, now);
      STORE(squashed, flat);
      STORE(state, out * flat);
    });
  }
}

static void lstm_backward(ptrdiff_t rows, ptrdiff_t hidden, float *gates, const float *c_previous,
                          const float *tanh_c, const float *dh, float *dc) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    float *ig = gates + i * 4 * hidden, *fg = ig + hidden, *gg = fg + hidden, *og = gg + hidden;
    const float *before = c_previous + i * hidden, *squashed = tanh_c + i * hidden,
                *dstate = dh + i * hidden;
    float *dcell = dc + i * hidden;
    FOR_VECTORS(hidden, {
      vec in = LOAD(ig);
      vec forget = LOAD(fg);
      vec candidate = LOAD(gg);
      vec out = LOAD(og);
      vec flat = LOAD(squashed);
      vec d = LOAD(dstate);
      vec cell = LOAD(dcell) + d * out * (1.0f - flat * flat);
      STORE(ig, cell * candidate * in * (1.0f - in));
      STORE(fg, cell * LOAD(before) * forget * (1.0f - forget));
      STORE(gg, cell * in * (1.0f - candidate * candidate));
      STORE(og, d * flat * out * (1.0f - out));
      STORE(dcell, cell * forget);
    });
  }
}

// MARK: GRU

static void gru_after_forward(ptrdiff_t rows, ptrdiff_t hidden, float *gates,
                              const float *recurrent, const float *h_previous, float *recurrent_n,
                              float *h) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    float *rg = gates + i * 3 * hidden, *zg = rg + hidden, *ng = zg + hidden;
    const float *rq = recurrent + i * 3 * hidden, *zq = rq + hidden, *nq = zq + hidden;
    const float *before = h_previous + i * hidden;
    float *kept = recurrent_n + i * hidden, *state = h + i * hidden;
    FOR_VECTORS(hidden, {
      vec reset = vsigmoid(LOAD(rg) + LOAD(rq));
      vec update = vsigmoid(LOAD(zg) + LOAD(zq));
      vec own = LOAD(nq);
      vec candidate = vtanh(LOAD(ng) + reset * own);
      STORE(kept, own);
      STORE(rg, reset);
      STORE(zg, update);
      STORE(ng, candidate);
      STORE(state, candidate + update * (LOAD(before) - candidate));
    });
  }
}

static void gru_after_backward(ptrdiff_t rows, ptrdiff_t hidden, float *gates,
                               const float *recurrent_n, const float *h_previous, float *dh,
                               float *drecurrent) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    float *rg = gates + i * 3 * hidden, *zg = rg + hidden, *ng = zg + hidden;
    float *qr = drecurrent + i * 3 * hidden, *qz = qr + hidden, *qn = qz + hidden;
    const float *kept = recurrent_n + i * hidden, *before = h_previous + i * hidden;
    float *dstate = dh + i * hidden;
    FOR_VECTORS(hidden, {
      vec reset = LOAD(rg);
      vec update = LOAD(zg);
      vec candidate = LOAD(ng);
      vec d = LOAD(dstate);
      vec d_candidate = d * (1.0f - update) * (1.0f - candidate * candidate);
      vec d_reset = d_candidate * LOAD(kept) * reset * (1.0f - reset);
      vec d_update = d * (LOAD(before) - candidate) * update * (1.0f - update);
      STORE(rg, d_reset);
      STORE(qr, d_reset);
      STORE(zg, d_update);
      STORE(qz, d_update);
      STORE(ng, d_candidate);
      STORE(qn, d_candidate * reset);
      STORE(dstate, d * update);
    });
  }
}

static void gru_before_reset(ptrdiff_t rows, ptrdiff_t hidden, float *gates,
                             const float *h_previous, float *reset_h) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    float *rg = gates + i * 3 * hidden, *zg = rg + hidden;
    const float *before = h_previous + i * hidden;
    float *product_input = reset_h + i * hidden;
    FOR_VECTORS(hidden, {
      vec reset = vsigmoid(LOAD(rg));
      STORE(rg, reset);
      STORE(zg, vsigmoid(LOAD(zg)));
      STORE(product_input, reset * LOAD(before));
    });
  }
}

static void gru_before_forward(ptrdiff_t rows, ptrdiff_t hidden, float *gates,
                               const float *h_previous, float *h) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    float *zg = gates + i * 3 * hidden + hidden, *ng = zg + hidden;
    const float *before = h_previous + i * hidden;
    float *state = h + i * hidden;
    FOR_VECTORS(hidden, {
      vec candidate = vtanh(LOAD(ng));
      STORE(ng, candidate);
      STORE(state, candidate + LOAD(zg) * (LOAD(before) - candidate));
    });
  }
}

static void gru_before_backward(ptrdiff_t rows, ptrdiff_t hidden, float *gates,
                                const float *h_previous, float *dh) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    float *zg = gates + i * 3 * hidden + hidden, *ng = zg + hidden;
    const float *before = h_previous + i * hidden;
    float *dstate = dh + i * hidden;
    FOR_VECTORS(hidden, {
      vec update = LOAD(zg);
      vec candidate = LOAD(ng);
      vec d = LOAD(dstate);
      STORE(zg, d * (LOAD(before) - candidate) * update * (1.0f - update));
      STORE(ng, d * (1.0f - update) * (1.0f - candidate * candidate));
      STORE(dstate, d * update);
    });
  }
}

static void gru_before_reset_backward(ptrdiff_t rows, ptrdiff_t hidden, float *gates,
                                      const float *h_previous, const float *dreset_h, float *dh) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    float *rg = gates + i * 3 * hidden;
    const float *before = h_previous + i * hidden, *dproduct = dreset_h + i * hidden;
    float *dstate = dh + i * hidden;
    FOR_VECTORS(hidden, {
      vec reset = LOAD(rg);
      vec d = LOAD(dproduct);
      STORE(rg, d * LOAD(before) * reset * (1.0f - reset));
      STORE(dstate, LOAD(dstate) + d * reset);
    });
  }
}

// MARK: Loss and optimizers

// Sums are kept in double, in LANES partial sums that are added in order, so that the result does
// not depend on anything but the shape.
typedef double dvec __attribute__((vector_size(LANES * 8), aligned(8)));

INLINE double total(const dvec *v) {
  double sum = 0;
  for (int lane = 0; lane < LANES; lane++) sum += (*v)[lane];
  return sum;
}

static double squared_error(ptrdiff_t count, const float *p, const float *y, const float *w,
                            double scale, float *dp) {
  dvec sum = {0};
  const vec factor = splat((float)(2 * scale));
  FOR_VECTORS(count, {
    vec weight = LOAD(w);
    vec difference = select(weight == 0.0f, splat(0), LOAD(p) - LOAD(y));
    dvec wide = __builtin_convertvector(difference, dvec);
    sum += __builtin_convertvector(weight, dvec) * wide * wide;
    STORE(dp, factor * weight * difference);
  });
  return total(&sum);
}

static double pinball_error(ptrdiff_t count, const float *p, const float *y, const float *w,
                            double under, double over, double scale, float *dp) {
  dvec sum = {0};
  const vec factor = splat((float)scale);
  const vec below = splat((float)-under), above = splat((float)over);
  FOR_VECTORS(count, {
    vec weight = LOAD(w);
    vec difference = select(weight == 0.0f, splat(0), LOAD(p) - LOAD(y));
    vec slope = select(difference > 0.0f, above, select(difference < 0.0f, below, difference));
    dvec wide = __builtin_convertvector(slope, dvec) * __builtin_convertvector(difference, dvec);
    sum += __builtin_convertvector(weight, dvec) * wide;
    STORE(dp, factor * weight * slope);
  });
  return total(&sum);
}

static double huber_error(ptrdiff_t count, const float *p, const float *y, const float *w,
                          double bend, double scale, float *dp) {
  dvec sum = {0};
  const vec factor = splat((float)scale), most = splat((float)bend), least = splat((float)-bend);
  FOR_VECTORS(count, {
    vec weight = LOAD(w);
    vec difference = select(weight == 0.0f, splat(0), LOAD(p) - LOAD(y));
    vec slope = select(difference > most, most, select(difference < least, least, difference));
    dvec wide = __builtin_convertvector(slope, dvec)
        * __builtin_convertvector(difference - 0.5f * slope, dvec);
    sum += __builtin_convertvector(weight, dvec) * wide;
    STORE(dp, factor * weight * slope);
  });
  return total(&sum);
}

static double binary_cross_entropy(ptrdiff_t count, const float *z, const float *y, const float *w,
                                   double scale, float *dz) {
  dvec sum = {0};
  const vec factor = splat((float)scale);
  FOR_VECTORS(count, {
    vec weight = LOAD(w);
    ivec idle = weight == 0.0f;
    vec logit = select(idle, splat(0), LOAD(z));
    vec aim = select(idle, splat(0), LOAD(y));
    vec size = select(logit < 0.0f, -logit, logit);
    vec part = select(logit < 0.0f, splat(0), logit) - logit * aim + vlog1p(vexp(-size));
    sum += __builtin_convertvector(weight, dvec) * __builtin_convertvector(part, dvec);
    STORE(dz, factor * weight * (vsigmoid(logit) - aim));
  });
  return total(&sum);
}

static double cross_entropy(ptrdiff_t rows, ptrdiff_t classes, const float *z, const float *y,
                            const float *w, double scale, float *dz) {
  double all = 0;
  for (ptrdiff_t row = 0; row < rows; row++, z += classes, dz += classes) {
    if (w[row] == 0) {
      __builtin_memset(dz, 0, (size_t)classes * sizeof(float));
      continue;
    }
    const int known = y[row] >= 0 && y[row] < (float)classes;
    const ptrdiff_t aim = known ? (ptrdiff_t)y[row] : 0;
    float top;
    const float sum = powers(classes, z, dz, &top);
    const float factor = known ? (float)scale * w[row] : __builtin_nanf("");
    const float share = factor / sum;
    FOR_VECTORS(classes, { STORE(dz, LOAD(dz) * share); });
    dz[aim] -= factor;
    const vec size = vlog(splat(sum));
    all += known ? (double)w[row] * (size[0] + (top - z[aim])) : __builtin_nan("");
  }
  return all;
}

// The gates of a vector of steps of a row.
#define READ(p) (guards ? load_first((p), count) : load(p))
#define WRITE(p, v) (guards ? store_first((p), (v), count) : store((p), (v)))
INLINE void open_gates(const fk_gated_quantiles *shape, const float *logits, vec *gates,
                       ptrdiff_t count, int guards) {
  const ptrdiff_t bases = shape->bases, stride = shape->horizon;
  if (!shape->shares) {
    for (ptrdiff_t b = 0; b < bases; b++) gates[b] = vsigmoid(READ(logits + b * stride));
    return;
  }
  vec top = READ(logits), sum = splat(0);
  for (ptrdiff_t b = 1; b < bases; b++)
    top = __builtin_elementwise_max(top, READ(logits + b * stride));
  for (ptrdiff_t b = 0; b < bases; b++) {
    vec logit = READ(logits + b * stride);
    gates[b] = vexp(logit - select(logit == logit, top, logit));
    sum += gates[b];
  }
  for (ptrdiff_t b = 0; b < bases; b++) gates[b] /= sum;
}

// A vector of steps of a row, of which the first `count` are of this horizon.
INLINE vec gated_steps(const fk_gated_quantiles *shape, const float *p, const float *y,
                       const float *w, float scale, float *dp, ptrdiff_t count, int guards) {
  const ptrdiff_t horizon = shape->horizon, levels = shape->levels, bases = shape->bases;
  const ptrdiff_t first = levels * horizon;
  const float share = 1 / (float)levels;
  vec gates[FK_MOST_BASES], middle = splat(0), errors = splat(0), slopes = splat(0);
  const vec weight = READ(w), aim = READ(y);
  const ivec counts = weight != 0.0f;
  const vec factor = select(counts, weight * (scale * share), splat(0));
  if (bases) open_gates(shape, p + first, gates, count, guards);
  for (ptrdiff_t b = 0; b < bases; b++) middle += gates[b] * READ(y + first + b * horizon);
  for (ptrdiff_t j = 0; j < levels; j++) {
    const float q = (float)shape->quantiles[j];
    vec difference = select(counts, READ(p + j * horizon) + middle - aim, splat(0));
    vec slope = select(difference > 0.0f, splat(1 - q),
                       select(difference < 0.0f, splat(-q), difference));
    errors += slope * difference;
    slope *= factor;
    slopes += slope;
    WRITE(dp + j * horizon, slope);
  }
  for (ptrdiff_t b = 0; b < bases; b++) {
    vec base = READ(y + first + b * horizon);
    vec slope = shape->shares ? base - middle : base * (1.0f - gates[b]);
    WRITE(dp + first + b * horizon, select(counts, slopes * gates[b] * slope, splat(0)));
  }
  return select(counts & lanes_below(count), weight * errors * share, splat(0));
}
#undef READ
#undef WRITE

static double gated_quantile_error(ptrdiff_t rows, const fk_gated_quantiles *shape, const float *p,
                                   const float *y, const float *w, double scale, float *dp) {
  const ptrdiff_t horizon = shape->horizon, width = (shape->levels + shape->bases) * horizon;
  const ptrdiff_t last = (horizon - 1) / LANES * LANES;
  dvec sum = {0};
  for (ptrdiff_t row = 0; row < rows; row++) {
    const ptrdiff_t at = row * width;
    // From the end: a whole vector written for the last steps spoils the first ones of the next level, which
    // are written after it. What lies behind the last row is nobody's to spoil, and a row of few numbers may reach it too.
    for (ptrdiff_t k = last; k >= 0; k -= LANES) {
      const ptrdiff_t count = horizon - k < LANES ? horizon - k : LANES;
      const float *pk = p + at + k, *yk = y + at + k, *wk = w + at + k;
      vec part = at + k + width - horizon + LANES > rows * width
          ? gated_steps(shape, pk, yk, wk, (float)scale, dp + at + k, count, 1)
          : gated_steps(shape, pk, yk, wk, (float)scale, dp + at + k, count, 0);
      sum += __builtin_convertvector(part, dvec);
    }
  }
  return total(&sum);
}

INLINE float lane_sum(vec v) {
  float sum = 0;
  for (int lane = 0; lane < LANES; lane++) sum += v[lane];
  return sum;
}

// v with zeros behind its first lanes.
INLINE vec first_lanes(vec v, ptrdiff_t lanes) {
  if (lanes == LANES) return v;
  ivec place;
  for (int lane = 0; lane < LANES; lane++) place[lane] = lane;
  return select(place < (int32_t)lanes, v, splat(0));
}

static void layer_norm_forward(ptrdiff_t rows, ptrdiff_t width, const float *x, const float *gain,
                               const float *bias, double epsilon, float *normalized, float *scales,
                               float *y) {
  for (ptrdiff_t row = 0; row < rows; row++, x += width, y += width, normalized += width) {
    vec sum = splat(0), squares = splat(0);
    FOR_VECTORS(width, { sum += LOAD(x); });
    const vec mean = splat(lane_sum(sum) / (float)width);
    FOR_VECTORS(width, {
      vec difference = first_lanes(LOAD(x) - mean, lanes);
      squares += difference * difference;
    });
    const float scale = 1 / __builtin_sqrtf(lane_sum(squares) / (float)width + (float)epsilon);
    scales[row] = scale;
    FOR_VECTORS(width, {
      vec value = (LOAD(x) - mean) * scale;
      STORE(normalized, value);
      STORE(y, LOAD(gain) * value + LOAD(bias));
    });
  }
}

static void layer_norm_backward(ptrdiff_t rows, ptrdiff_t width, const float *normalized,
                                const float *scales, const float *gain, float *dy, float *dgain,
                                float *dbias) {
  for (ptrdiff_t row = 0; row < rows; row++, normalized += width, dy += width) {
    vec sum = splat(0), products = splat(0);
    FOR_VECTORS(width, {
      vec d = LOAD(dy);
      vec n = LOAD(normalized);
      STORE(dgain, LOAD(dgain) + d * n);
      STORE(dbias, LOAD(dbias) + d);
      d *= LOAD(gain);
      STORE(dy, d);
      sum += d;
      products += d * n;
    });
    const float mean = lane_sum(sum) / (float)width, along = lane_sum(products) / (float)width;
    const float scale = scales[row];
    FOR_VECTORS(width, { STORE(dy, scale * (LOAD(dy) - mean - along * LOAD(normalized))); });
  }
}

static void add(ptrdiff_t count, const float *x, float *y) {
  FOR_VECTORS(count, { STORE(y, LOAD(y) + LOAD(x)); });
}

static void multiply(ptrdiff_t count, const float *x, float *y) {
  FOR_VECTORS(count, { STORE(y, LOAD(y) * LOAD(x)); });
}

static double sum_of_squares(ptrdiff_t count, const float *x) {
  dvec sum = {0};
  FOR_VECTORS(count, {
    dvec wide = __builtin_convertvector(LOAD(x), dvec);
    sum += wide * wide;
  });
  return total(&sum);
}

static void adam(ptrdiff_t count, const float *gradient, float *first, float *second,
                 float *parameters, const fk_adam *settings) {
  const float scale = (float)settings->gradient_scale, epsilon = (float)settings->epsilon;
  const float beta1 = (float)settings->beta1, beta2 = (float)settings->beta2;
  // Subtracted before they are rounded: 1 − 0.999f is off by 1e-5.
  const float rest1 = (float)(1 - settings->beta1), rest2 = (float)(1 - settings->beta2);
  const float step = (float)(settings->learning_rate / settings->correction1);
  const float root = (float)(1 / __builtin_sqrt(settings->correction2));
  FOR_VECTORS(count, {
    vec g = LOAD(gradient) * scale;
    vec mean = beta1 * LOAD(first) + rest1 * g;
    vec square = beta2 * LOAD(second) + rest2 * g * g;
    STORE(first, mean);
    STORE(second, square);
    vec size = __builtin_elementwise_sqrt(square) * root + epsilon;
    STORE(parameters, LOAD(parameters) - step * mean / size);
  });
}

static void rmsprop(ptrdiff_t count, const float *gradient, float *square, float *parameters,
                    double rate, double decay, double epsilon, double gradient_scale) {
  const float scale = (float)gradient_scale, keep = (float)decay, small = (float)epsilon;
  const float step = (float)rate, rest = (float)(1 - decay);
  FOR_VECTORS(count, {
    vec g = LOAD(gradient) * scale;
    vec mean = keep * LOAD(square) + rest * g * g;
    STORE(square, mean);
    STORE(parameters, LOAD(parameters) - step * g / (__builtin_elementwise_sqrt(mean) + small));
  });
}

static void sgd(ptrdiff_t count, const float *gradient, float *velocity, float *parameters,
                double rate, double momentum, bool look_ahead, double gradient_scale) {
  const float scale = (float)gradient_scale, keep = (float)momentum, step = (float)rate;
  FOR_VECTORS(count, {
    vec g = LOAD(gradient) * scale;
    vec v = keep * LOAD(velocity) + g;
    STORE(velocity, v);
    STORE(parameters, LOAD(parameters) - step * (look_ahead ? g + keep * v : v));
  });
}

static void shrink(ptrdiff_t count, float *x, double factor) {
  const float by = (float)factor;
  FOR_VECTORS(count, { STORE(x, LOAD(x) * by); });
}

static void clip(ptrdiff_t count, float *x, double limit) {
  const vec most = splat((float)limit), least = splat((float)-limit);
  FOR_VECTORS(count, {
    vec value = LOAD(x);
    STORE(x, select(value > most, most, select(value < least, least, value)));
  });
}

const fk_kernels_f32 ISA = {
    .panel_width = WIDTH,
#define ENTRY(name) .name = name
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
