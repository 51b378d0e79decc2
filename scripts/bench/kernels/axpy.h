// y += factor * x (BLAS, level 1), for each instruction set: as fast as memory goes, and what it
// writes it has read, so no line is fetched only to be overwritten.
#pragma once

#include <cstddef>

namespace mmoe::bench {

// Aligned to 64 bytes, a multiple of 16 floats.
void axpy(float factor, const float* x, size_t size, float* y);

}  // namespace mmoe::bench
