// The tables that dispatch.c chooses from.
#ifndef FORETELL_KERNEL_TABLES_H
#define FORETELL_KERNEL_TABLES_H

#include "foretell_kernels.h"

extern const fk_kernels_f32 fk_scalar_f32;
extern const fk_kernels_f64 fk_scalar_f64;
#if defined(__x86_64__)
extern const fk_kernels_f32 fk_avx2_f32;
extern const fk_kernels_f32 fk_avx512_f32;
#elif defined(__aarch64__)
extern const fk_kernels_f32 fk_neon_f32;
#endif

#endif
