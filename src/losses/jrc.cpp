// Joint optimisation of ranking and calibration (Sheng et al. 2023): the cross-entropy of a row's
// label, and that of the row among the rows of its group, by the logit of its label.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/full.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/sort.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <limits>

#include "losses/loss.h"

namespace mmoe {

namespace {

// Each row's group as a number below the number of rows.
at::Tensor numbered(const TaskRows& rows) {
  const auto options = rows.logits.options().dtype(at::kLong);
  const int64_t count = rows.logits.size(0);
  if (!rows.groups.defined()) return at::zeros({count}, options);
  const auto [groups, order] = at::sort(rows.groups);
  const at::Tensor is_new = groups.narrow(0, 1, count - 1) != groups.narrow(0, 0, count - 1);
  const at::Tensor numbers = at::cat({at::zeros({1}, options), is_new.cumsum(0)});
  return at::empty_like(numbers).index_copy_(0, order, numbers);
}

// Sums and maxima over each group of a matrix [rows, 2], given back to its rows.
struct Groups {
  at::Tensor index;  // [rows, 2]

  at::Tensor sum(const at::Tensor& of) const {
    return at::zeros_like(of).scatter_add_(0, index, of).gather(0, index);
  }
  at::Tensor max(const at::Tensor& of) const {
    const at::Tensor least =
        at::full(of.sizes(), -std::numeric_limits<double>::infinity(), of.options());
    return least.scatter_reduce(0, index, of, "amax").gather(0, index);
  }
};

class Jrc : public Loss {
 public:
  explicit Jrc(double alpha) : alpha_(alpha) {}

  // With the weights w, a row counts w times among the rows of its group:
  // log(sum over j of w_j exp(z_j)) - z_i, by the column of the row's label.
  LossTerms operator()(const TaskRows& rows) const override {
    const at::Tensor& z = rows.logits;
    const at::Tensor weights = rows.weights.unsqueeze(1);
    const at::Tensor is_label = at::stack({1 - rows.labels, rows.labels}, 1);  // [rows, 2]
    const at::Tensor of_label = is_label * weights;
    const Groups groups{numbered(rows).unsqueeze(1).expand({-1, 2})};
    // A row that weighs nothing must not set the scale of those that do.
    const double never = -std::numeric_limits<double>::infinity();
    const at::Tensor most = groups.max(z.masked_fill(weights == 0, never));
    const at::Tensor scale = at::where(most == never, 0, most);
    const at::Tensor power = (z - scale).masked_fill(weights == 0, never).exp() * weights;
    const at::Tensor sums = groups.sum(power);
    const at::Tensor some = at::where(sums > 0, sums, 1);
    const at::Tensor logs = at::log_softmax(z, 1);
    const at::Tensor values = -alpha_ * logs + (1 - alpha_) * (some.log() + scale - z);
    const at::Tensor ranking = groups.sum(of_label) * power / some - of_label;
    const at::Tensor calibration = logs.exp() * weights - of_label;
    return {(values * of_label).sum(at::kDouble) * rows.share,
            (alpha_ * calibration + (1 - alpha_) * ranking) * rows.share};
  }

 private:
  double alpha_;
};

}  // namespace

std::unique_ptr<Loss> make_loss(const JrcLoss& config) {
  return std::make_unique<Jrc>(config.alpha);
}

}  // namespace mmoe
