#include "config/feature_queries.h"

#include <algorithm>

#include "base/text.h"

namespace mmoe {

bool is_named(const FeatureConfig& feature, const std::string& name) {
  return std::ranges::any_of(names_of(feature).values, [&](const std::string& pattern) {
    return matches_pattern(name, pattern);
  });
}

}  // namespace mmoe
