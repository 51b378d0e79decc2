// Sums over shards that run at once: always in the order of the shards.
#include "nn/shard_sums.h"

#include "support/torch_test.h"

#include <atomic>

#include "train/workers.h"

namespace mmoe {

TEST_CASE("shard sums: everyone gets the sum, in the order of the shards", "[nn]") {
  // In floats (1e8 + 1) - 1e8 = 0, and 1 in any order that ends with the 1.
  const float parts[] = {1e8f, 1, -1e8f};
  Workers workers(3);
  ShardSums sums(3);
  std::atomic<int> wrong = 0;
  for (int round = 0; round < 2000; ++round) {
    workers.run([&](int shard) {
      // Several calls in a row, of any size: one must not disturb the next.
      for (const size_t size : {1, 7, 300}) {
        std::vector<float> values(size + 1, parts[shard] * static_cast<float>(size));
        values.back() = static_cast<float>(shard + round);
        sums.add_up(shard, values);
        for (size_t i = 0; i < size; ++i) wrong += values[i] == 0 ? 0 : 1;
        wrong += values.back() == static_cast<float>(3 * round + 3) ? 0 : 1;
      }
    });
  }
  CHECK(wrong == 0);
}

TEST_CASE("shard sums: nobody waits for a shard that has given up", "[nn]") {
  for (int last = 0; last < 6; ++last) {
    for (const int failing : {0, 2}) {
      Workers workers(3);
      ShardSums sums(3);
      std::atomic<int> ended = 0;
      workers.run([&](int shard) {
        std::vector<float> values(5, 1);
        for (int call = 0; call < 6; ++call) {
          if (shard == failing && call == last) {
            sums.give_up(shard);
            break;
          }
          sums.add_up(shard, values);
        }
        ++ended;
      });
      CHECK(ended == 3);
    }
  }
}

TEST_CASE("shard sums: of one shard", "[nn]") {
  ShardSums sums(1);
  std::vector<float> values = {3, -4};
  sums.add_up(0, values);
  CHECK(values == std::vector<float>{3, -4});
}

}  // namespace mmoe
