#include "tables.h"

#if defined(__aarch64__)
#define ISA fk_neon_f32
#define LANES 4
#define TILE_ROWS 12
#include "kernels_vector.h"
#endif
