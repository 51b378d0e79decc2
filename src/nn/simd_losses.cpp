#include "nn/simd.h"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/simd_losses.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace mmoe::simd::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

// Value and derivative of a loss for lanes of logits and labels.
struct Bce {
  // Binary cross-entropy of the logit, without overflow: max(z, 0) - z y + log(1 + exp(-|z|)).
  HWY_ATTR void operator()(D d, V z, V y, V& value, V& derivative) const {
    const V zero = hn::Zero(d), one = hn::Set(d, 1.0f);
    const V tail = hn::Exp(d, hn::Neg(hn::Abs(z)));
    const V share = hn::Div(one, hn::Add(one, tail));
    const V p = hn::IfThenElse(hn::Ge(z, zero), share, hn::Mul(tail, share));
    const V linear = hn::Sub(hn::IfThenElse(hn::Lt(z, zero), zero, z), hn::Mul(z, y));
    value = hn::Add(linear, hn::Log1p(d, tail));
    derivative = hn::Sub(p, y);
  }
};

struct Mse {
  HWY_ATTR void operator()(D d, V z, V y, V& value, V& derivative) const {
    const V rest = hn::Sub(z, y);
    value = hn::Mul(rest, rest);
    derivative = hn::Mul(hn::Set(d, 2.0f), rest);
  }
};

template <class Loss>
double SumOf(const Loss& loss, const LossRows& rows, float scale, float* d_logits,
             int64_t d_stride) {
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  constexpr size_t kMost = HWY_MAX_BYTES / sizeof(float);
  HWY_ALIGN float z[kMost] = {}, y[kMost], w[kMost];
  std::fill(w, w + kMost, 1.0f);
  double total = 0;
  for (int64_t first = 0; first < rows.rows; first += lanes) {
    const int64_t count = std::min(lanes, rows.rows - first);
    for (int64_t i = 0; i < lanes; ++i) {
      const int64_t row = first + i;
      z[i] = i < count ? rows.logits[row * rows.logit_stride] : 0;
      y[i] = i < count ? rows.labels[row * rows.label_stride]
                       : std::numeric_limits<float>::quiet_NaN();
    }
    if (rows.weights != nullptr) {
      for (int64_t i = 0; i < count; ++i) w[i] = rows.weights[(first + i) * rows.weight_stride];
    }
    V value, derivative;
    const V label = hn::Load(d, y), weight = hn::Load(d, w);
    const auto labelled = hn::Eq(label, label);
    loss(d, hn::Load(d, z), hn::IfThenElseZero(labelled, label), value, derivative);
    const V factor = hn::Mul(weight, hn::Set(d, scale));
    hn::Store(hn::IfThenElseZero(labelled, hn::Mul(value, weight)), d, z);
    hn::Store(hn::IfThenElseZero(labelled, hn::Mul(derivative, factor)), d, y);
    for (int64_t i = 0; i < count; ++i) {
      total += z[i];
      d_logits[(first + i) * d_stride] = y[i];
    }
  }
  return total;
}

double BceSum(const LossRows& rows, float scale, float* d_logits, int64_t d_stride) {
  return SumOf(Bce(), rows, scale, d_logits, d_stride);
}
double MseSum(const LossRows& rows, float scale, float* d_logits, int64_t d_stride) {
  return SumOf(Mse(), rows, scale, d_logits, d_stride);
}

}  // namespace mmoe::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mmoe::simd {

HWY_EXPORT(BceSum);
HWY_EXPORT(MseSum);

double bce(const LossRows& rows, float scale, float* d_logits, int64_t d_stride) {
  return HWY_DYNAMIC_DISPATCH(BceSum)(rows, scale, d_logits, d_stride);
}
double mse(const LossRows& rows, float scale, float* d_logits, int64_t d_stride) {
  return HWY_DYNAMIC_DISPATCH(MseSum)(rows, scale, d_logits, d_stride);
}

}  // namespace mmoe::simd
#endif
