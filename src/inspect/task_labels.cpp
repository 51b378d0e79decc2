#include "inspect/task_labels.h"

#include <algorithm>
#include <cmath>

namespace mmoe {

std::vector<float> labels_of(const Dataset& data, size_t task) {
  std::vector<float> labels;
  for (size_t i = task; i < data.labels.size(); i += static_cast<size_t>(data.task_count)) {
    labels.push_back(data.labels[i]);
  }
  return labels;
}

std::vector<float> one_versus_rest(std::span<const float> classes, int64_t number) {
  std::vector<float> labels(classes.begin(), classes.end());
  for (float& label : labels) {
    if (!std::isnan(label)) label = label == static_cast<float>(number) ? 1.0f : 0.0f;
  }
  return labels;
}

int64_t rows_of_rarer_class(std::span<const float> labels) {
  return std::min(std::ranges::count(labels, 0.0f), std::ranges::count(labels, 1.0f));
}

std::vector<NamedPart> named_parts(const TrainingData& data) {
  std::vector<NamedPart> parts;
  if (data.train.rows > 0) parts.push_back({"train", data.train});
  if (data.valid) parts.push_back({"valid", *data.valid});
  if (data.test) parts.push_back({"test", *data.test});
  return parts;
}

}  // namespace mmoe
