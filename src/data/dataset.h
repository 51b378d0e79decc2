// Encoded rows, contiguous and row by row, so that a batch is a gather of whole rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mmoe {

struct Dataset {
  int64_t rows = 0;
  int64_t numeric_count = 0;
  int64_t field_count = 0;  // columns of ids, those of lists among them
  int64_t value_count = 0;  // weights of lists and piecewise-linear codes
  int64_t task_count = 0;
  int64_t weight_count = 0;     // task_count, or 0 where every row counts the same
  int64_t group_count = 0;      // as group_columns(tasks)
  std::vector<float> numerics;  // [rows, numeric_count]
  std::vector<int32_t> ids;     // [rows, field_count]
  std::vector<float> values;    // [rows, value_count]
  std::vector<float> labels;    // [rows, task_count]; NaN where a row is not of the task
  std::vector<float> weights;   // [rows, weight_count]
  std::vector<int32_t> groups;  // [rows, group_count]; equal numbers are one group

  // Calls visit(matrix of this, matrix of other, columns) for every matrix.
  template <class Other, class Visit>
  void each_matrix(Other& other, const Visit& visit) const {
    visit(numerics, other.numerics, numeric_count);
    visit(ids, other.ids, field_count);
    visit(values, other.values, value_count);
    visit(labels, other.labels, task_count);
    visit(weights, other.weights, weight_count);
    visit(groups, other.groups, group_count);
  }

  // Takes over the numbers of columns.
  void shape_like(const Dataset& other) {
    numeric_count = other.numeric_count;
    field_count = other.field_count;
    value_count = other.value_count;
    task_count = other.task_count;
    weight_count = other.weight_count;
    group_count = other.group_count;
  }

  // Makes room for this many rows; what was there is lost.
  void resize(int64_t row_count) {
    rows = row_count;
    each_matrix(*this, [&](const auto&, auto& matrix, int64_t columns) {
      matrix.resize(static_cast<size_t>(rows * columns));
    });
  }
};

// Of its numbers and their shape.
uint64_t checksum(const Dataset& data);

// Labelled and positive rows of each task, and the weight of the labelled ones.
struct LabelCounts {
  int64_t rows = 0, positives = 0;
  double weight = 0;
};
std::vector<LabelCounts> count_labels(const Dataset& data);

}  // namespace mmoe
