#include "tables.h"

#include <math.h>

#define R float
#define SUFFIX f32
#define EXP expf
#define TANH tanhf
#define SQRT sqrtf
#define LOG logf
#define LOG1P log1pf
#include "kernels_scalar.h"
#undef R
#undef SUFFIX
#undef EXP
#undef TANH
#undef SQRT
#undef LOG
#undef LOG1P

#define R double
#define SUFFIX f64
#define EXP exp
#define TANH tanh
#define SQRT sqrt
#define LOG log
#define LOG1P log1p
#include "kernels_scalar.h"
