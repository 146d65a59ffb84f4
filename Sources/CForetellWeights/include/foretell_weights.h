/// The pretrained networks: the bytes of a file that `make pretrain` wrote.
#ifndef FORETELL_WEIGHTS_H
#define FORETELL_WEIGHTS_H

#include <stddef.h>

const unsigned char *_Nonnull foretell_pretrained_weights(void);
ptrdiff_t foretell_pretrained_weights_size(void);

#endif
