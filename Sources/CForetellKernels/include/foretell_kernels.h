/// The inner loops of ForetellNetworks.
///
/// One table of functions an instruction set and element type. The scalar table is the specification:
/// every other one computes the same within rounding, on every shape. All matrices are row-major,
/// nothing allocates, and no function keeps state. Gate order: LSTM i f g o, GRU r z n, as in PyTorch.
#ifndef FORETELL_KERNELS_H
#define FORETELL_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  FK_ISA_SCALAR = 0,
  FK_ISA_AVX2 = 1,
  FK_ISA_AVX512 = 2,
  FK_ISA_NEON = 3,
} fk_isa;

/// Whether this processor, and this build, can run an instruction set.
int fk_isa_available(fk_isa isa);

/// Processors this process may run on; in a container they can be fewer than the machine has.
int fk_processor_count(void);

/// Bytes of memory the machine has; 0 where the system does not say.
int64_t fk_physical_memory(void);

/// An Adam step's numbers; the two corrections are 1 − βᵗ.
typedef struct {
  double learning_rate, beta1, beta2, epsilon, correction1, correction2, gradient_scale;
} fk_adam;

/// What a row of gated quantiles consists of: `levels` × horizon outputs, then `bases` × horizon logits.
enum { FK_MOST_BASES = 8 };
typedef struct {
  ptrdiff_t horizon, levels, bases;
  /// Whether the gates of a step add up to 1; else each is a sigmoid of its own.
  int shares;
  const double *_Nonnull quantiles;
} fk_gated_quantiles;

/// The levels of quantiles that cannot cross: the output at `middle` is its quantile, each other one what softplus
/// makes of it further from the one before.
enum { FK_MOST_LEVELS = 64 };
typedef struct {
  ptrdiff_t levels, middle;
  const double *_Nonnull quantiles;
} fk_quantiles;

/// What is added to every softplus that is a scale or a dispersion, so that none is 0.
#define FK_LEAST_SCALE 1e-4

/// Losses of count targets with a few outputs each, the same on every instruction set; where w is 0, the rest may be
/// anything. Where scaled is set y and w come in pairs: the target and its unit; its weight and 0.
///
///     quantile           mean pinball loss of the levels
///     gaussian           −ln p of p[0], softplus p[1]
///     student            −ln p of p[0], softplus p[1], 2 + softplus p[2]
///     negative_binomial  −ln P of mean softplus p[0] and dispersion softplus p[1]; y are whole numbers
#define FK_DECLARE_LIKELIHOODS(R, SUFFIX)                                                          \
  double fk_quantile_error_##SUFFIX(ptrdiff_t count, const fk_quantiles *shape, const R *p,        \
                                    const R *y, const R *w, double scale, R *dp);                  \
  double fk_gaussian_error_##SUFFIX(ptrdiff_t count, int scaled, const R *p, const R *y,           \
                                    const R *w, double scale, R *dp);                              \
  double fk_student_error_##SUFFIX(ptrdiff_t count, int scaled, const R *p, const R *y,            \
                                   const R *w, double scale, R *dp);                               \
  double fk_negative_binomial_error_##SUFFIX(ptrdiff_t count, int scaled, const R *p, const R *y,  \
                                             const R *w, double scale, R *dp);

/// The table of one element type. `R` is float or double.
#define FK_DECLARE_KERNELS(R, SUFFIX)                                                              \
  typedef struct fk_kernels_##SUFFIX {                                                             \
    /* Columns of a packed panel. A packed K×N matrix holds ⌈N/width⌉ panels of K×width. */        \
    ptrdiff_t panel_width;                                                                         \
    /* Packs B[K,N], given as rows of length ldb, or as its transpose N×K. */                      \
    void (*pack)(ptrdiff_t k, ptrdiff_t n, const R *b, ptrdiff_t ldb, int transposed, R *packed);  \
    /* C[M,N] = A·B + start. A(i,k) = a[i·row + k·column]; start is C itself where accumulate is    \
       set, else bias[N] where it is given, else zero. */                                          \
    void (*product)(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const R *a, ptrdiff_t row,              \
                    ptrdiff_t column, const R *packed, const R *_Nullable bias, int accumulate, R *c, \
                    ptrdiff_t ldc);                                                                \
    /* C[M,N] += Xᵀ·D over K rows of X[K,M] and D[K,N]; scratch holds K·panel_width. */            \
    void (*outer_product)(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const R *x, ptrdiff_t ldx,        \
                          const R *d, ptrdiff_t ldd, R *c, ptrdiff_t ldc, R *scratch);             \
    /* target[N,M] = source[M,N]ᵀ. */                                                              \
    void (*transpose)(ptrdiff_t m, ptrdiff_t n, const R *source, ptrdiff_t lds, R *target,         \
                      ptrdiff_t ldt);                                                              \
    /* sums[N] += Σ over M rows of a. */                                                           \
    void (*add_column_sums)(ptrdiff_t m, ptrdiff_t n, const R *a, R *sums);                        \
    /* Vanilla RNN: h = tanh(z), or z but 0 where z < 0; and dz. */                                 \
    void (*tanh_forward)(ptrdiff_t count, const R *z, R *h);                                       \
    void (*tanh_backward)(ptrdiff_t count, const R *h, const R *dh, R *dz);                        \
    void (*relu_forward)(ptrdiff_t count, const R *z, R *h);                                       \
    void (*relu_backward)(ptrdiff_t count, const R *h, const R *dh, R *dz);                        \
    void (*sigmoid_forward)(ptrdiff_t count, const R *z, R *p);                                    \
    void (*sigmoid_backward)(ptrdiff_t count, const R *p, const R *dp, R *dz);                     \
    /* p = softmax(z) over the classes of a row; dz = p·(dp − Σ p·dp), dz may be dp. */            \
    void (*softmax_forward)(ptrdiff_t rows, ptrdiff_t classes, const R *z, R *p);                  \
    void (*softmax_backward)(ptrdiff_t rows, ptrdiff_t classes, const R *p, const R *dp, R *dz);   \
    /* LSTM over `rows` rows: gates[rows,4H] come as sums and leave as activations. */             \
    void (*lstm_forward)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *c_previous, R *c,    \
                         R *tanh_c, R *h);                                                         \
    /* gates come as activations and leave as the gradient of the sums; dc comes as the gradient    \
       from the next step and leaves as the one for the step before. */                            \
    void (*lstm_backward)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *c_previous,         \
                          const R *tanh_c, const R *dh, R *dc);                                    \
    /* GRU, reset after the product: gates[rows,3H] come as Wx·x + b and leave as r, z, n;          \
       recurrent[rows,3H] is Wh·h + bh (its n part is kept in recurrent_n). */                     \
    void (*gru_after_forward)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *recurrent,      \
                              const R *h_previous, R *recurrent_n, R *h);                          \
    /* dh leaves as the part of the previous state's gradient that does not pass the product. */   \
    void (*gru_after_backward)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *recurrent_n,   \
                               const R *h_previous, R *dh, R *drecurrent);                         \
    /* GRU, reset before the product, in two parts around the product of r⊙h. */                   \
    void (*gru_before_reset)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *h_previous,      \
                             R *reset_h);                                                          \
    void (*gru_before_forward)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *h_previous,    \
                               R *h);                                                              \
    void (*gru_before_backward)(ptrdiff_t rows, ptrdiff_t hidden, R *gates, const R *h_previous,   \
                                R *dh);                                                            \
    void (*gru_before_reset_backward)(ptrdiff_t rows, ptrdiff_t hidden, R *gates,                  \
                                      const R *h_previous, const R *dreset_h, R *dh);              \
    /* Σ w·(p−y)² over count values; dp = 2·scale·w·(p−y). Where w is 0, y may be anything. */     \
    double (*squared_error)(ptrdiff_t count, const R *p, const R *y, const R *w, double scale,     \
                            R *dp);                                                                \
    /* Σ w·(under·(y−p) where p < y, over·(p−y) else); dp = scale·w·(−under or over), 0 where p = y. A    \
       NaN in p stays one in both. Where w is 0, p and y may be anything. */                       \
    double (*pinball_error)(ptrdiff_t count, const R *p, const R *y, const R *w, double under,     \
                            double over, double scale, R *dp);                                     \
    /* Σ w·h(p−y), h(d) = d²/2 where |d| ≤ bend, else bend·(|d| − bend/2); dp its slopes times scale. */\
    double (*huber_error)(ptrdiff_t count, const R *p, const R *y, const R *w, double bend,        \
                          double scale, R *dp);                                                    \
    /* Σ w·(ln(1 + eᶻ) − y·z), y of 0 … 1; dz = scale·w·(σ(z) − y). */                             \
    double (*binary_cross_entropy)(ptrdiff_t count, const R *z, const R *y, const R *w,            \
                                   double scale, R *dz);                                           \
    /* Σ w·(ln Σ eᶻ − z_y) over rows of classes, y the number of a class, one a row, as is w; dz = \
       scale·w·(softmax(z) − [y]). NaN where there is no class of that number. */                  \
    double (*cross_entropy)(ptrdiff_t rows, ptrdiff_t classes, const R *z, const R *y, const R *w, \
                            double scale, R *dz);                                                  \
    /* Rows of outputs p, targets y (first horizon: what came; last bases × horizon: the bases) and weights  \
       w (of which the first horizon count): Σ w·(mean pinball loss of p + Σ gate·base), and its slopes      \
       times scale. A NaN in p stays one in both. Where w is 0, the rest may be anything. */       \
    double (*gated_quantile_error)(ptrdiff_t rows, const fk_gated_quantiles *shape, const R *p,    \
                                   const R *y, const R *w, double scale, R *dp);                   \
    /* y = gain·x̂ + bias over rows of `width`, x̂ = (x − mean)·s, s = 1/√(variance + epsilon); x̂ and s are     \
       kept for the way back. y, x̂ and x may be one array. */                                       \
    void (*layer_norm_forward)(ptrdiff_t rows, ptrdiff_t width, const R *x, const R *gain,         \
                               const R *bias, double epsilon, R *normalized, R *scales, R *y);     \
    /* dy leaves as dx = s·(g − mean(g) − x̂·mean(g·x̂)), g = dy·gain; dgain += Σ dy·x̂, dbias += Σ dy. */ \
    void (*layer_norm_backward)(ptrdiff_t rows, ptrdiff_t width, const R *normalized,              \
                                const R *scales, const R *gain, R *dy, R *dgain, R *dbias);        \
    /* y += x, y *= x, Σ x². */                                                                    \
    void (*add)(ptrdiff_t count, const R *x, R *y);                                                \
    void (*multiply)(ptrdiff_t count, const R *x, R *y);                                           \
    double (*sum_of_squares)(ptrdiff_t count, const R *x);                                         \
    /* Optimizers; gradient_scale is the clipping factor. */                                       \
    void (*adam)(ptrdiff_t count, const R *gradient, R *first, R *second, R *parameters,           \
                 const fk_adam *settings);                                                         \
    void (*rmsprop)(ptrdiff_t count, const R *gradient, R *square, R *parameters, double rate,     \
                    double decay, double epsilon, double gradient_scale);                          \
    /* Along the velocity v ← μ·v + g, or with look_ahead along g + μ·v, where it will be (Nesterov). */ \
    void (*sgd)(ptrdiff_t count, const R *gradient, R *velocity, R *parameters, double rate,       \
                double momentum, bool look_ahead, double gradient_scale);                          \
    /* x *= factor; x into ±limit, a NaN staying one. */                                           \
    void (*shrink)(ptrdiff_t count, R *x, double factor);                                           \
    void (*clip)(ptrdiff_t count, R *x, double limit);                                            \
  } fk_kernels_##SUFFIX;                                                                           \
  /* The table for an instruction set; the scalar one where it has none for this type. */          \
  const fk_kernels_##SUFFIX *_Nonnull fk_kernels_for_##SUFFIX(fk_isa isa);

#pragma clang assume_nonnull begin
FK_DECLARE_KERNELS(float, f32)
FK_DECLARE_KERNELS(double, f64)
FK_DECLARE_LIKELIHOODS(float, f32)
FK_DECLARE_LIKELIHOODS(double, f64)
#pragma clang assume_nonnull end

/// A fixed team of threads that share out the indices of a loop.
typedef struct fk_pool fk_pool;

/// A team of `threads` in all, the caller among them; NULL where the system has no more threads.
fk_pool *_Nullable fk_pool_create(int threads);
/// Runs body(context, i) once for each i in 0 … count−1 and returns when all are done.
void fk_pool_run(fk_pool *_Nonnull pool, ptrdiff_t count,
                 void (*_Nonnull body)(void *_Nullable context, ptrdiff_t index),
                 void *_Nullable context);
void fk_pool_destroy(fk_pool *_Nonnull pool);

#endif
