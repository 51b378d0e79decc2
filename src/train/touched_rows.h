// Which rows of a table a batch touches.
#pragma once

#include <cstdint>
#include <span>

#include "nn/batch.h"

namespace mmoe {

// `ids` and `slots` are [rows, width] matrices, of which these columns are the table's. `touched`
// becomes the ids that occur, ascending, each once; a slot is the place of its id among them, or -1
// where there is none.
void find_touched(std::span<const int32_t> ids, std::span<int32_t> slots, int64_t rows,
                  int64_t width, std::span<const int64_t> columns, TouchedIds& touched);

}  // namespace mmoe
