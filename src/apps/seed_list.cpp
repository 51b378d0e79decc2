#include "apps/seed_list.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace mmoe {

std::vector<int64_t> parse_seeds(const std::string& text) {
  std::vector<int64_t> seeds;
  const auto wrong = [&] {
    return usage_error("--seeds takes numbers and ranges such as 1-8 or 1,3,5-7, found " +
                       quote(text));
  };
  for (const std::string& part : split(text, ',')) {
    const std::vector<std::string> ends = split(part, '-');
    const auto first = parse_integer(ends.front()), last = parse_integer(ends.back());
    if (ends.size() > 2 || !first || !last || *first > *last || *last - *first >= 100000) {
      throw wrong();
    }
    for (int64_t i = 0; i <= *last - *first; ++i) {  // the largest seed has no successor
      const int64_t seed = *first + i;
      if (std::ranges::find(seeds, seed) != seeds.end()) {
        throw usage_error("--seeds names " + std::to_string(seed) + " twice");
      }
      seeds.push_back(seed);
    }
  }
  return seeds;
}

}  // namespace mmoe
