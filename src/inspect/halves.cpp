#include "inspect/halves.h"

#include <algorithm>

#include "base/random.h"

namespace mmoe {

std::vector<bool> second_half(size_t rows) {
  std::vector<uint32_t> words(rows);
  RandomStream(1, "halves").words(0, static_cast<int64_t>(rows), 1, words.data());
  std::vector<bool> is_second(rows);
  for (size_t row = 0; row < rows; ++row) is_second[row] = (words[row] & 1) != 0;
  return is_second;
}

size_t code_count(std::span<const int32_t> codes) {
  return codes.empty() ? 0 : static_cast<size_t>(*std::ranges::max_element(codes)) + 1;
}

}  // namespace mmoe
