#include "nn/segments.h"

namespace mmoe {

Segments::Segments(const std::vector<int64_t>& widths) {
  for (const int64_t width : widths) {
    if (runs_.empty() || runs_.back().width != width) runs_.push_back({count_, width_, 0, width});
    ++runs_.back().count;
    ++count_;
    width_ += width;
  }
}

std::vector<at::Tensor> Segments::columns(const at::Tensor& all) const {
  std::vector<at::Tensor> views;
  for (const Run& run : runs_) {
    views.push_back(all.narrow(1, run.first_column, run.count * run.width)
                        .unflatten(1, at::IntArrayRef{run.count, run.width}));
  }
  return views;
}

std::vector<at::Tensor> Segments::numbers(const at::Tensor& all) const {
  std::vector<at::Tensor> views;
  for (const Run& run : runs_) {
    views.push_back(all.narrow(1, run.first_segment, run.count).unsqueeze(2));
  }
  return views;
}

}  // namespace mmoe
