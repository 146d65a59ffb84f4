// Our product kernel beside OpenBLAS and libxsmm on the shapes of a recurrent step, one thread.
//
//   clang -O2 -ISources/CForetellKernels/include -ISources/CForetellKernels scripts/compare_products.c \
//     Sources/CForetellKernels/*.c -lopenblas -lxsmm -ldl -lpthread -lm
#include <cblas.h>
#include <libxsmm.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tables.h"

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

static float *numbers(long count) {
  float *values = aligned_alloc(64, (size_t)(count + 32) / 16 * 64);
  for (long i = 0; i < count; i++) values[i] = (float)(i % 13) * 0.01f;
  return values;
}

int main(void) {
  openblas_set_num_threads(1);
  libxsmm_init();
  const fk_kernels_f32 *ours = fk_kernels_for_f32(FK_ISA_AVX512);
  const long shapes[][3] = {{16, 128, 32}, {16, 256, 64},   {16, 512, 128},
                            {32, 1024, 256}, {16, 64, 256}, {32, 256, 1024}};
  printf("| M×N×K | ours | OpenBLAS | libxsmm | (GFLOP/s, one thread)\n");
  for (int s = 0; s < 6; s++) {
    const long m = shapes[s][0], n = shapes[s][1], k = shapes[s][2];
    float *a = numbers(m * k), *b = numbers(k * n), *c = numbers(m * n), *packed = numbers(k * (n + 64));
    ours->pack(k, n, b, n, 0, packed);
    // Column-major: C' = B'·A'.
    const float one = 1;
    libxsmm_smmfunction small =
        libxsmm_smmdispatch((int)n, (int)m, (int)k, NULL, NULL, NULL, &one, &one, NULL, NULL);
    const long repeats = (long)(2e8 / (2.0 * m * n * k)) + 1;
    double best[3] = {1e9, 1e9, 1e9};
    for (int round = 0; round < 15; round++)
      for (int who = 0; who < 3; who++) {
        const double start = seconds();
        for (long i = 0; i < repeats; i++) {
          if (who == 0) ours->product(m, n, k, a, k, 1, packed, NULL, 1, c, n);
          if (who == 1)
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)m, (int)n, (int)k, 1, a, (int)k,
                        b, (int)n, 1, c, (int)n);
          if (who == 2 && small) small(b, a, c);
        }
        const double time = (seconds() - start) / (double)repeats;
        if (time < best[who]) best[who] = time;
      }
    const double work = 2e-9 * m * n * k;
    printf("| %ld×%ld×%ld | %.0f | %.0f | %.0f |\n", m, n, k, work / best[0], work / best[1],
           small ? work / best[2] : 0);
  }
}
