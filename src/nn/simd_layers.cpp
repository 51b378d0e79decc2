#include "nn/simd.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/simd_layers.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace mmoe::simd::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::ScalableTag<float>;

// The compiler vectorises plain loops for each target.
void AddBias(View out, const float* HWY_RESTRICT bias) {
  for (int64_t row = 0; row < out.rows; ++row) {
    float* HWY_RESTRICT o = out.data + row * out.stride;
    for (int64_t i = 0; i < out.width; ++i) o[i] += bias[i];
  }
}

void AddColumnSums(ConstView in, float* HWY_RESTRICT sums) {
  for (int64_t row = 0; row < in.rows; ++row) {
    const float* HWY_RESTRICT x = in.data + row * in.stride;
    for (int64_t i = 0; i < in.width; ++i) sums[i] += x[i];
  }
}

// Both may work in place, so the compiler cannot vectorise them by itself.

// NaN must stay NaN, or a diverged run would look sane.
void Relu(ConstView in, View out) {
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  for (int64_t row = 0; row < in.rows; ++row) {
    const float* x = in.data + row * in.stride;
    float* o = out.data + row * out.stride;
    int64_t i = 0;
    for (; i + lanes <= in.width; i += lanes) {
      const auto v = hn::LoadU(d, x + i);
      hn::StoreU(hn::IfThenZeroElse(hn::Lt(v, hn::Zero(d)), v), d, o + i);
    }
    for (; i < in.width; ++i) o[i] = x[i] < 0 ? 0 : x[i];
  }
}

void ReluBackward(ConstView out, ConstView d_out, View d_in, bool add) {
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  for (int64_t row = 0; row < out.rows; ++row) {
    const float* y = out.data + row * out.stride;
    const float* g = d_out.data + row * d_out.stride;
    float* o = d_in.data + row * d_in.stride;
    int64_t i = 0;
    for (; i + lanes <= out.width; i += lanes) {
      const auto active = hn::Gt(hn::LoadU(d, y + i), hn::Zero(d));
      const auto passed = hn::IfThenElseZero(active, hn::LoadU(d, g + i));
      hn::StoreU(add ? hn::Add(hn::LoadU(d, o + i), passed) : passed, d, o + i);
    }
    for (; i < out.width; ++i) o[i] = (y[i] > 0 ? g[i] : 0.0f) + (add ? o[i] : 0.0f);
  }
}

const char* Name() { return hwy::TargetName(HWY_TARGET); }

}  // namespace mmoe::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mmoe::simd {

HWY_EXPORT(AddBias);
HWY_EXPORT(AddColumnSums);
HWY_EXPORT(Relu);
HWY_EXPORT(ReluBackward);
HWY_EXPORT(Name);

void add_bias(View out, const float* bias) { HWY_DYNAMIC_DISPATCH(AddBias)(out, bias); }
void add_column_sums(ConstView in, float* sums) { HWY_DYNAMIC_DISPATCH(AddColumnSums)(in, sums); }
void relu(ConstView in, View out) { HWY_DYNAMIC_DISPATCH(Relu)(in, out); }
void relu_backward(ConstView out, ConstView d_out, View d_in, bool add) {
  HWY_DYNAMIC_DISPATCH(ReluBackward)(out, d_out, d_in, add);
}
const char* target_name() { return HWY_DYNAMIC_DISPATCH(Name)(); }

}  // namespace mmoe::simd
#endif
