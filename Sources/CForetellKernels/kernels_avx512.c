#include "tables.h"

#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512dq,avx512vl,avx512bw"))), apply_to = function)
#define ISA fk_avx512_f32
#define LANES 16
#define TILE_ROWS 12
#include "kernels_vector.h"
#pragma clang attribute pop
#endif
