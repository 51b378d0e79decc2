// Encoded rows, contiguous and row by row, so that a batch is a gather of whole rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mmoe {

struct Dataset {
  int64_t rows = 0;
  int64_t numeric_count = 0;
  int64_t field_count = 0;
  int64_t task_count = 0;
  std::vector<float> numerics;  // [rows, numeric_count]
  std::vector<int32_t> ids;     // [rows, field_count]
  std::vector<float> labels;    // [rows, task_count]; NaN where the label is missing

  // Makes room for this many rows; what was there is lost.
  void resize(int64_t row_count) {
    rows = row_count;
    numerics.resize(static_cast<size_t>(rows * numeric_count));
    ids.resize(static_cast<size_t>(rows * field_count));
    labels.resize(static_cast<size_t>(rows * task_count));
  }
};

// Labelled and positive rows of each task.
struct LabelCounts {
  int64_t rows = 0, positives = 0;
};
std::vector<LabelCounts> count_labels(const Dataset& data);

}  // namespace mmoe
