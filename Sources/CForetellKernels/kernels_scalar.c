#include "tables.h"

#include <math.h>

#define R float
#define SUFFIX f32
#define EXP expf
#define TANH tanhf
#define SQRT sqrtf
#include "kernels_scalar.h"
#undef R
#undef SUFFIX
#undef EXP
#undef TANH
#undef SQRT

#define R double
#define SUFFIX f64
#define EXP exp
#define TANH tanh
#define SQRT sqrt
#include "kernels_scalar.h"
