// Sums over the shards of a batch that run at once: for blocks that mix rows.
#pragma once

#include <atomic>
#include <barrier>
#include <span>
#include <vector>

namespace mmoe {

class ShardSums {
 public:
  explicit ShardSums(int shards)
      : barrier_(shards),
        parts_(static_cast<size_t>(shards)),
        has_left_(static_cast<size_t>(shards), 0) {}

  // Every shard calls this at the same point. What it brings becomes the sum over all shards, added
  // up in the order of the shards, so that it never depends on who came first.
  void add_up(int shard, std::span<float> values);

  // A shard that fails calls this in place of the calls that it will not make: nobody waits for it,
  // and no sum means anything from then on.
  void give_up(int shard);

 private:
  void leave(int shard);

  std::barrier<> barrier_;
  std::atomic<bool> failed_ = false;
  std::vector<std::vector<float>> parts_;  // what each shard brought
  std::vector<char> has_left_;             // by shard, which alone looks at it
};

}  // namespace mmoe
