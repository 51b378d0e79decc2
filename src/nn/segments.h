// Neighbouring columns that belong together, such as those of one feature.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace mmoe {

class Segments {
 public:
  // By the widths of the segments, in order.
  explicit Segments(const std::vector<int64_t>& widths);

  int64_t count() const { return count_; }
  int64_t width() const { return width_; }

  // Views of a matrix for each run of segments of one width: of all columns, as
  // [rows, segments, width]; of one number a segment, as [rows, segments, 1].
  std::vector<at::Tensor> columns(const at::Tensor& all) const;
  std::vector<at::Tensor> numbers(const at::Tensor& all) const;

 private:
  struct Run {
    int64_t first_segment = 0, first_column = 0, count = 0, width = 0;
  };
  int64_t count_ = 0, width_ = 0;
  std::vector<Run> runs_;
};

}  // namespace mmoe
