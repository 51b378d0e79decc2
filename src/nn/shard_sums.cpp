#include "nn/shard_sums.h"

#include <algorithm>
#include <utility>

namespace mmoe {

void ShardSums::add_up(int shard, std::span<float> values) {
  if (has_left_[static_cast<size_t>(shard)] != 0) return;
  parts_[static_cast<size_t>(shard)].assign(values.begin(), values.end());
  barrier_.arrive_and_wait();
  // Who fails does so before its part is there, so that here all know of it.
  if (failed_) return leave(shard);
  std::ranges::fill(values, 0.0f);
  for (const std::vector<float>& part : parts_) {
    for (size_t i = 0; i < values.size(); ++i) values[i] += part[i];
  }
  barrier_.arrive_and_wait();  // nobody writes its next part while others still read
}

void ShardSums::give_up(int shard) {
  failed_ = true;
  leave(shard);
}

void ShardSums::leave(int shard) {
  if (std::exchange(has_left_[static_cast<size_t>(shard)], char{1}) != 0) return;
  barrier_.arrive_and_drop();
}

}  // namespace mmoe
