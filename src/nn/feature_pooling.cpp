#include "nn/feature_pooling.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/sum.h>

#include <numeric>

namespace mmoe {

namespace {

// [rows, features * dim] as [rows, features, dim].
at::Tensor by_feature(const at::Tensor& columns, int64_t dim) {
  return columns.unflatten(1, at::IntArrayRef{columns.size(1) / dim, dim});
}

}  // namespace

FeaturePooling::FeaturePooling(GroupPooling pooling, const std::vector<int64_t>& widths,
                               size_t embedded, int64_t dim)
    : Block(std::accumulate(widths.begin() + static_cast<std::ptrdiff_t>(embedded), widths.end(),
                            dim)),
      embedded_(embedded),
      dim_(dim) {
  int64_t next = dim, columns = 0;
  for (size_t i = 0; i < widths.size(); ++i) {
    firsts_.push_back(pools(i) ? 0 : next);
    (pools(i) ? columns : next) += widths[i];
  }
  const bool averages = pooling == GroupPooling::mean;
  share_ = averages ? static_cast<double>(dim) / static_cast<double>(columns) : 1;
}

void FeaturePooling::forward(Call&, std::span<const at::Tensor> in, at::Tensor& out) {
  for (size_t i = 0; i < in.size(); ++i) {
    at::Tensor to = out.narrow(1, firsts_[i], pools(i) ? dim_ : in[i].size(1));
    if (!pools(i)) {
      to.copy_(in[i]);
    } else if (i == 0) {
      at::sum_out(to, by_feature(in[i], dim_), 1);
    } else {
      to.add_(by_feature(in[i], dim_).sum(1));
    }
  }
  if (share_ != 1) out.narrow(1, 0, dim_).mul_(share_);
}

void FeaturePooling::backward(Call&, std::span<const at::Tensor> in, const at::Tensor&,
                              const at::Tensor& d_out, std::span<Gradient> d_in) {
  for (size_t i = 0; i < in.size(); ++i) {
    const at::Tensor d = d_out.narrow(1, firsts_[i], pools(i) ? dim_ : in[i].size(1));
    at::Tensor to = pools(i) ? by_feature(d_in[i].to, dim_) : d_in[i].to;
    if (!d_in[i].add) to.zero_();
    to.add_(pools(i) ? d.unsqueeze(1) : d, pools(i) ? share_ : 1);
  }
}

}  // namespace mmoe
