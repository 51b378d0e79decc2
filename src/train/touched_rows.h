// Which rows of a table a batch touches.
#pragma once

#include <cstdint>
#include <span>

#include "nn/batch.h"

namespace mmoe {

// `ids` and `slots` are columns of [rows, width] matrices. `touched` becomes the ids that occur,
// ascending, each once; a row's slot is the place of its id among them.
void find_touched(std::span<const int32_t> ids, std::span<int32_t> slots, int64_t rows,
                  int64_t width, TouchedIds& touched);

}  // namespace mmoe
