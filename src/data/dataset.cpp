#include "data/dataset.h"

#include <cmath>

namespace mmoe {

std::vector<LabelCounts> count_labels(const Dataset& data) {
  std::vector<LabelCounts> counts(static_cast<size_t>(data.task_count));
  for (size_t i = 0; i < data.labels.size(); ++i) {
    LabelCounts& task = counts[i % counts.size()];
    task.rows += std::isnan(data.labels[i]) ? 0 : 1;
    task.positives += data.labels[i] == 1.0f ? 1 : 0;
  }
  return counts;
}

}  // namespace mmoe
