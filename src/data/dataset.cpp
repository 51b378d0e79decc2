#include "data/dataset.h"

#include <cmath>

namespace mmoe {

std::vector<LabelCounts> count_labels(const Dataset& data) {
  std::vector<LabelCounts> counts(static_cast<size_t>(data.task_count));
  const float* label = data.labels.data();
  for (int64_t row = 0; row < data.rows; ++row) {
    for (LabelCounts& task : counts) {
      task.rows += std::isnan(*label) ? 0 : 1;
      task.positives += *label++ == 1.0f ? 1 : 0;
    }
  }
  return counts;
}

}  // namespace mmoe
