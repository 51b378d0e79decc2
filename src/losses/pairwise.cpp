// The logistic loss of pairs of a positive and another row of one group (Burges et al. 2005,
// equation 3): the weighted mean over the pairs of the batch.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/sort.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <tuple>

#include "losses/loss.h"

namespace mmoe {

namespace {

constexpr int64_t kPairs = 1 << 20;  // of a matrix at most
constexpr int64_t kRows = 64;        // of a matrix at most, where it spans few groups

// The same rows with the positive ones first, both parts by group.
struct Order {
  at::Tensor rows, logits, weights, groups;
};

at::Tensor order_by(const at::Tensor& numbers) {
  return std::get<1>(at::sort(numbers, /*stable=*/true, 0, /*descending=*/false));
}

Order order_of(const TaskRows& rows) {
  const at::Tensor is_other = (rows.labels != 1).to(at::kInt);
  at::Tensor order;
  if (rows.groups.defined()) {
    const at::Tensor by_group = order_by(rows.groups);
    order = by_group.index_select(0, order_by(is_other.index_select(0, by_group)));
  } else {
    order = order_by(is_other);
  }
  const auto in_order = [&](const at::Tensor& t) { return t.index_select(0, order); };
  return {order, in_order(rows.logits.select(1, 0)), in_order(rows.weights),
          rows.groups.defined() ? in_order(rows.groups) : rows.groups};
}

// Rows of a range: positive or others.
struct Part {
  at::Tensor logits, weights, groups;
  Part of(int64_t first, int64_t count) const {
    return {logits.narrow(0, first, count), weights.narrow(0, first, count),
            groups.defined() ? groups.narrow(0, first, count) : groups};
  }
};

// Those of `others` that may share a group with rows [first, end) of `positive`: on a device, which
// is not waited for, all of them.
std::pair<int64_t, int64_t> range_of(const Part& positive, const Part& others, int64_t first,
                                     int64_t end) {
  const int64_t all = others.logits.size(0);
  if (!others.groups.defined() || !others.groups.is_cpu()) return {0, all};
  const int32_t* mine = positive.groups.const_data_ptr<int32_t>();
  const int32_t* theirs = others.groups.const_data_ptr<int32_t>();
  const auto* low = std::lower_bound(theirs, theirs + all, mine[first]);
  return {low - theirs, std::upper_bound(low, theirs + all, mine[end - 1]) - low};
}

struct Sums {
  at::Tensor value, pairs;  // weighted; numbers in double precision
  at::Tensor d_positive, d_others;
};

void add_pairs(const Part& positive, const Part& others, Sums& sums, at::Tensor d_positive,
               at::Tensor d_others) {
  const auto column = [](const at::Tensor& t) { return t.unsqueeze(1); };
  at::Tensor weights = column(positive.weights) * others.weights;
  if (positive.groups.defined()) weights *= column(positive.groups) == others.groups;
  const at::Tensor behind = others.logits - column(positive.logits);
  sums.value += (log1p_exp(behind) * weights).sum(at::kDouble);
  sums.pairs += weights.sum(at::kDouble);
  const at::Tensor slopes = at::sigmoid(behind) * weights;
  d_positive -= slopes.sum(1);
  d_others += slopes.sum(0);
}

class Pairwise : public Loss {
 public:
  LossTerms operator()(const TaskRows& rows) const override {
    const Order order = order_of(rows);
    const Part all{order.logits, order.weights, order.groups};
    const int64_t positives = rows.positives, rest = rows.logits.size(0) - positives;
    const Part positive = all.of(0, positives), others = all.of(positives, rest);
    const auto sums_options = rows.logits.options().dtype(at::kDouble);
    Sums sums{at::zeros({}, sums_options), at::zeros({}, sums_options),
              at::zeros({positives}, rows.logits.options()),
              at::zeros({rest}, rows.logits.options())};
    const int64_t most = std::max<int64_t>(1, kPairs / std::max<int64_t>(1, rest));
    const bool narrow = order.groups.defined() && rows.logits.is_cpu();
    const int64_t step = narrow ? std::min(kRows, most) : most;
    for (int64_t first = 0; first < positives; first += step) {
      const int64_t count = std::min(step, positives - first);
      const auto [begin, width] = range_of(positive, others, first, first + count);
      add_pairs(positive.of(first, count), others.of(begin, width), sums,
                sums.d_positive.narrow(0, first, count), sums.d_others.narrow(0, begin, width));
    }
    const at::Tensor share = at::where(sums.pairs > 0, sums.pairs.reciprocal(), 0);
    const at::Tensor in_order = at::cat({sums.d_positive, sums.d_others}) * share;
    const at::Tensor derivative = at::empty_like(in_order).index_copy_(0, order.rows, in_order);
    return {sums.value * share, derivative.unsqueeze(1)};
  }
};

}  // namespace

std::unique_ptr<Loss> make_loss(const PairwiseLoss&) { return std::make_unique<Pairwise>(); }

}  // namespace mmoe
