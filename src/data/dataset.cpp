#include "data/dataset.h"

#include <xxhash.h>

#include <cmath>

namespace mmoe {

uint64_t checksum(const Dataset& data) {
  uint64_t sum = 0;
  data.each_matrix(data, [&](const auto& matrix, const auto&, int64_t columns) {
    const auto shape = static_cast<uint64_t>(columns);
    sum = XXH3_64bits_withSeed(matrix.data(), matrix.size() * sizeof(matrix[0]), sum + shape);
  });
  return sum;
}

std::vector<LabelCounts> count_labels(const Dataset& data) {
  std::vector<LabelCounts> counts(static_cast<size_t>(data.task_count));
  const float* label = data.labels.data();
  const float* weight = data.weight_count > 0 ? data.weights.data() : nullptr;
  for (int64_t row = 0; row < data.rows; ++row) {
    for (LabelCounts& task : counts) {
      const bool is_labelled = !std::isnan(*label);
      task.rows += is_labelled ? 1 : 0;
      task.positives += *label++ == 1.0f ? 1 : 0;
      const double own = weight != nullptr ? static_cast<double>(*weight++) : 1.0;
      task.weight += is_labelled ? own : 0;
    }
  }
  return counts;
}

}  // namespace mmoe
