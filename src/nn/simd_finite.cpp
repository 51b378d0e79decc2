#include "nn/simd.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/simd_finite.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace mmoe::simd::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// A number times zero is zero, or NaN where it is not finite; NaN stays in a sum.
bool AllFinite(const float* HWY_RESTRICT values, int64_t size) {
  const hn::ScalableTag<float> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto zero = hn::Zero(d);
  auto s0 = zero, s1 = zero, s2 = zero, s3 = zero;
  int64_t i = 0;
  for (; i + 4 * lanes <= size; i += 4 * lanes) {
    s0 = hn::MulAdd(hn::LoadU(d, values + i), zero, s0);
    s1 = hn::MulAdd(hn::LoadU(d, values + i + lanes), zero, s1);
    s2 = hn::MulAdd(hn::LoadU(d, values + i + 2 * lanes), zero, s2);
    s3 = hn::MulAdd(hn::LoadU(d, values + i + 3 * lanes), zero, s3);
  }
  float sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3))));
  for (; i < size; ++i) sum += values[i] * 0;
  return sum == 0;
}

}  // namespace mmoe::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mmoe::simd {

HWY_EXPORT(AllFinite);

bool all_finite(const float* values, int64_t size) {
  return HWY_DYNAMIC_DISPATCH(AllFinite)(values, size);
}

}  // namespace mmoe::simd
#endif
