// Losses of a few outputs a target whose mathematics wants double precision: quantiles that cannot cross, and the
// likelihoods. One source for both element types, and the same code on every instruction set: beside a step of the
// network they cost little, and the special functions have no vector form here.
#include "foretell_kernels.h"

#include <math.h>

static const double pi = 3.14159265358979323846, half_log_two_pi = 0.918938533204672741780;

static inline double softplus(double x) { return (x > 0 ? x : 0) + log1p(exp(x > 0 ? -x : x)); }

static inline double sigmoid(double x) {
  const double power = exp(x > 0 ? -x : x);
  return (x > 0 ? 1 : power) / (1 + power);
}

// ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1) from 10 on, below by Γ(x + 1) = x·Γ(x). Absolute error 1e−14 of the larger
// of 1 and the value. Not libm's, which keeps the sign in a global.
static double log_gamma(double x) {
  double product = 1;
  for (; x < 10; x += 1) product *= x;
  const double v = 1 / x, s = v * v;
  const double series =
      v * (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188 - s * 691 / 360360)))));
  return (x - 0.5) * log(x) - x + half_log_two_pi + series - log(product);
}

// ψ(x) for x > 0 in the same way (DLMF 5.11.2).
static double digamma(double x) {
  double shift = 0;
  for (; x < 10; x += 1) shift += 1 / x;
  const double v = 1 / x, s = v * v;
  const double series =
      s * (1.0 / 12 - s * (1.0 / 120 - s * (1.0 / 252 - s * (1.0 / 240 - s * (1.0 / 132 - s * 691 / 32760)))));
  return log(x) - v / 2 - series - shift;
}

// ln (Γ(n + r) / (Γ(r)·n!)) and ψ(n + r) − ψ(r); for few whole n as product and sum, where nothing cancels.
static void rising(double n, double r, double *ways, double *difference) {
  if (n <= 16 && n == floor(n)) {
    double product = 1, sum = 0;
    for (double k = 0; k < n; k++) {
      product *= (r + k) / (k + 1);
      sum += 1 / (r + k);
    }
    *ways = log(product);
    *difference = sum;
  } else {
    *ways = log_gamma(n + r) - log_gamma(r) - log_gamma(n + 1);
    *difference = digamma(n + r) - digamma(r);
  }
}

#define R float
#define NAMED(name) name##_f32
#include "likelihoods.h"
#undef R
#undef NAMED

#define R double
#define NAMED(name) name##_f64
#include "likelihoods.h"
