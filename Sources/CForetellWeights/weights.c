#include "foretell_weights.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

// An array literal in Swift would take minutes to compile; this takes no time.
static const unsigned char weights[] = {
#embed "pretrained.safetensors"
};

const unsigned char *foretell_pretrained_weights(void) { return weights; }
ptrdiff_t foretell_pretrained_weights_size(void) { return sizeof weights; }
