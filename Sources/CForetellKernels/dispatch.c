#include "tables.h"

int fk_isa_available(fk_isa isa) {
  switch (isa) {
    case FK_ISA_SCALAR: return 1;
#if defined(__x86_64__)
    // The builtin also asks the system whether it saves the wide registers.
    case FK_ISA_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case FK_ISA_AVX512: return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
#elif defined(__aarch64__)
    case FK_ISA_NEON: return 1;
#endif
    default: return 0;
  }
}

const fk_kernels_f32 *fk_kernels_for_f32(fk_isa isa) {
  switch (isa) {
#if defined(__x86_64__)
    case FK_ISA_AVX2: return &fk_avx2_f32;
    case FK_ISA_AVX512: return &fk_avx512_f32;
#elif defined(__aarch64__)
    case FK_ISA_NEON: return &fk_neon_f32;
#endif
    default: return &fk_scalar_f32;
  }
}

const fk_kernels_f64 *fk_kernels_for_f64(fk_isa isa) {
  (void)isa;
  return &fk_scalar_f64;
}
