// Sums over the shards of a batch that run at once: for blocks that mix rows.
#pragma once

#include <barrier>
#include <span>
#include <vector>

namespace mmoe {

class ShardSums {
 public:
  explicit ShardSums(int shards) : barrier_(shards), parts_(static_cast<size_t>(shards)) {}

  // Every shard calls this at the same point. What it brings becomes the sum over all shards, added
  // up in the order of the shards, so that it never depends on who came first.
  void add_up(int shard, std::span<float> values);

 private:
  std::barrier<> barrier_;
  std::vector<std::vector<float>> parts_;  // what each shard brought
};

}  // namespace mmoe
