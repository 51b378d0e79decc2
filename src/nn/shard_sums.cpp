#include "nn/shard_sums.h"

#include <algorithm>

namespace mmoe {

void ShardSums::add_up(int shard, std::span<float> values) {
  parts_[static_cast<size_t>(shard)].assign(values.begin(), values.end());
  barrier_.arrive_and_wait();
  std::ranges::fill(values, 0.0f);
  for (const std::vector<float>& part : parts_) {
    for (size_t i = 0; i < values.size(); ++i) values[i] += part[i];
  }
  barrier_.arrive_and_wait();  // nobody writes its next part while others still read
}

}  // namespace mmoe
