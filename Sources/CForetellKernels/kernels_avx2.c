#include "tables.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define ISA fk_avx2_f32
#define LANES 8
#define TILE_ROWS 6
#include "kernels_vector.h"
#pragma clang attribute pop
#endif
