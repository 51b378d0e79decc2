#include "data/paper_labels.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "data/paper_labels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// As in base/random_rows.cpp, results do not depend on the length of vectors.
HWY_BEFORE_NAMESPACE();
namespace mmoe::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr size_t kSums = 8;  // product i of a dot product goes to sum i % 8
constexpr hn::CappedTag<double, kSums> doubles{};
constexpr hn::Rebind<float, decltype(doubles)> floats{};
using F64 = hn::Vec<decltype(doubles)>;

HWY_INLINE double Total(const double* sum) {
  return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

// w_1 x and w_2 x.
void Project(const PaperLabels& labels, const float* x, double* out) {
  const double *w1 = labels.weights[0].data(), *w2 = labels.weights[1].data();
  const size_t d = labels.weights[0].size(), whole = d / kSums * kSums;
  HWY_ALIGN double sum1[kSums], sum2[kSums];
  for (size_t lane = 0; lane < kSums; lane += hn::Lanes(doubles)) {
    F64 s1 = hn::Zero(doubles), s2 = s1;
    for (size_t i = lane; i < whole; i += kSums) {
      const F64 value = hn::PromoteTo(doubles, hn::LoadU(floats, x + i));
      s1 = hn::Add(s1, hn::Mul(value, hn::LoadU(doubles, w1 + i)));
      s2 = hn::Add(s2, hn::Mul(value, hn::LoadU(doubles, w2 + i)));
    }
    hn::Store(s1, doubles, sum1 + lane);
    hn::Store(s2, doubles, sum2 + lane);
  }
  for (size_t i = whole; i < d; ++i) {
    sum1[i - whole] += static_cast<double>(x[i]) * w1[i];
    sum2[i - whole] += static_cast<double>(x[i]) * w2[i];
  }
  out[0] = Total(sum1);
  out[1] = Total(sum2);
}

// sin(2 pi turns): a polynomial (maximum relative error 2e-11) from 0 to a quarter turn.
HWY_INLINE F64 Sine(F64 turns) {
  const F64 rest = hn::Sub(turns, hn::Round(turns));
  const F64 size = hn::Abs(rest);
  const F64 t = hn::Min(size, hn::Sub(hn::Set(doubles, 0.5), size));
  const F64 t2 = hn::Mul(t, t);
  F64 ratio = hn::Set(doubles, -14.381390729018511);
  for (const double c : {42.00779713636798, -76.70417025244049, 81.60522369014217,
                         -41.34170209692619, 6.283185307046691}) {
    ratio = hn::Add(hn::Mul(ratio, t2), hn::Set(doubles, c));
  }
  return hn::CopySign(hn::Mul(t, ratio), rest);
}

void Compute(const PaperLabels& labels, int64_t rows, const float* inputs, double* out) {
  HWY_ALIGN double y[2 * PaperLabels::kMaxRows] = {};  // whole vectors
  const auto count = static_cast<size_t>(2 * rows);
  for (size_t i = 0; i < count; i += 2, inputs += labels.weights[0].size()) {
    Project(labels, inputs, y + i);
  }
  for (size_t i = 0; i < count; i += hn::Lanes(doubles)) {
    const F64 z = hn::Load(doubles, y + i);
    F64 sum = z;
    for (size_t k = 0; k < labels.frequency.size(); ++k) {
      const F64 frequency = hn::Set(doubles, labels.frequency[k]);
      sum = hn::Add(sum, Sine(hn::Add(hn::Mul(frequency, z), hn::Set(doubles, labels.phase[k]))));
    }
    hn::Store(sum, doubles, y + i);
  }
  std::copy_n(y, count, out);
}

}  // namespace mmoe::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mmoe {

HWY_EXPORT(Compute);

void PaperLabels::compute(int64_t rows, const float* inputs, double* out) const {
  HWY_DYNAMIC_DISPATCH(Compute)(*this, rows, inputs, out);
}

}  // namespace mmoe
#endif
