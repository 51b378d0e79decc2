#include "report/experts.h"

#include <algorithm>
#include <iterator>

#include "train/activity_thresholds.h"

namespace mmoe {

namespace {

std::vector<size_t> below(const std::vector<double>& values, double border) {
  std::vector<size_t> positions;
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] < border) positions.push_back(i);
  }
  return positions;
}

}  // namespace

std::vector<size_t> still_experts(const MixtureActivity& mixture) {
  return below(mixture.deviation, thresholds::kStill);
}

std::vector<size_t> unused_experts(const MixtureActivity& mixture) {
  return below(mixture.most_weight, thresholds::kUnused);
}

std::vector<size_t> dead_experts(const MixtureActivity& mixture) {
  const std::vector<size_t> still = still_experts(mixture), unused = unused_experts(mixture);
  std::vector<size_t> all;
  std::ranges::set_union(still, unused, std::back_inserter(all));
  return all;
}

std::vector<std::pair<size_t, size_t>> duplicate_experts(const MixtureActivity& mixture) {
  std::vector<std::pair<size_t, size_t>> pairs;
  for (size_t i = 0; i < mixture.experts.size(); ++i) {
    for (size_t k = i + 1; k < mixture.experts.size(); ++k) {
      const std::optional<double>& similarity = mixture.similarity[i][k];
      if (similarity && *similarity > thresholds::kDuplicate) pairs.emplace_back(i, k);
    }
  }
  return pairs;
}

}  // namespace mmoe
