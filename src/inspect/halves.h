// Two halves of rows, one to fit on and one to judge by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace mmoe {

// Whether a row is of the second half, the same for every column. Drawn: neighbours in a file may
// alternate between classes.
std::vector<bool> second_half(size_t rows);

// One more than the largest code.
size_t code_count(std::span<const int32_t> codes);

}  // namespace mmoe
