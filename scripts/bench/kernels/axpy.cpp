#include "axpy.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "axpy.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace mmoe::bench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

void Axpy(float factor, const float* HWY_RESTRICT x, size_t size, float* HWY_RESTRICT y) {
  const hn::ScalableTag<float> d;
  const auto factors = hn::Set(d, factor);
  for (size_t i = 0; i < size; i += hn::Lanes(d)) {
    hn::Store(hn::MulAdd(hn::Load(d, x + i), factors, hn::Load(d, y + i)), d, y + i);
  }
}

}  // namespace mmoe::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mmoe::bench {

HWY_EXPORT(Axpy);

void axpy(float factor, const float* x, size_t size, float* y) {
  HWY_DYNAMIC_DISPATCH(Axpy)(factor, x, size, y);
}

}  // namespace mmoe::bench
#endif
