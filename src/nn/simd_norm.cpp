#include "nn/simd.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/simd_norm.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace mmoe::simd::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

void AddCentredSquares(ConstView in, const float* HWY_RESTRICT mean, float* HWY_RESTRICT squares) {
  for (int64_t row = 0; row < in.rows; ++row) {
    const float* HWY_RESTRICT x = in.data + row * in.stride;
    for (int64_t i = 0; i < in.width; ++i) squares[i] += (x[i] - mean[i]) * (x[i] - mean[i]);
  }
}

void ScaleShift(ConstView in, const float* HWY_RESTRICT factor, const float* HWY_RESTRICT offset,
                View out) {
  for (int64_t row = 0; row < in.rows; ++row) {
    const float* HWY_RESTRICT x = in.data + row * in.stride;
    float* HWY_RESTRICT o = out.data + row * out.stride;
    for (int64_t i = 0; i < in.width; ++i) o[i] = x[i] * factor[i] + offset[i];
  }
}

void ScaleShiftRelu(ConstView in, const float* HWY_RESTRICT factor,
                    const float* HWY_RESTRICT offset, View out) {
  for (int64_t row = 0; row < in.rows; ++row) {
    const float* HWY_RESTRICT x = in.data + row * in.stride;
    float* HWY_RESTRICT o = out.data + row * out.stride;
    for (int64_t i = 0; i < in.width; ++i) {
      const float y = x[i] * factor[i] + offset[i];
      o[i] = y < 0 ? 0 : y;  // NaN stays NaN
    }
  }
}

void NormSumsRelu(ConstView in, const float* HWY_RESTRICT mean, const float* HWY_RESTRICT inverse,
                  ConstView out, View d, float* HWY_RESTRICT gain, float* HWY_RESTRICT offset) {
  for (int64_t row = 0; row < in.rows; ++row) {
    const float* HWY_RESTRICT x = in.data + row * in.stride;
    const float* HWY_RESTRICT y = out.data + row * out.stride;
    float* HWY_RESTRICT g = d.data + row * d.stride;
    for (int64_t i = 0; i < in.width; ++i) {
      g[i] = y[i] > 0 ? g[i] : 0.0f;
      gain[i] += g[i] * (x[i] - mean[i]) * inverse[i];
      offset[i] += g[i];
    }
  }
}

void NormSums(ConstView in, const float* HWY_RESTRICT mean, const float* HWY_RESTRICT inverse,
              ConstView d, float* HWY_RESTRICT gain, float* HWY_RESTRICT offset) {
  for (int64_t row = 0; row < in.rows; ++row) {
    const float* HWY_RESTRICT x = in.data + row * in.stride;
    const float* HWY_RESTRICT g = d.data + row * d.stride;
    for (int64_t i = 0; i < in.width; ++i) {
      gain[i] += g[i] * (x[i] - mean[i]) * inverse[i];
      offset[i] += g[i];
    }
  }
}

// May work in place (d_in on d), so the compiler cannot vectorise it by itself.
void Combine(ConstView in, ConstView d_out, const float* HWY_RESTRICT a,
             const float* HWY_RESTRICT b, const float* HWY_RESTRICT c, View d_in, bool add) {
  const hn::ScalableTag<float> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  for (int64_t row = 0; row < in.rows; ++row) {
    const float* x = in.data + row * in.stride;
    const float* g = d_out.data + row * d_out.stride;
    float* o = d_in.data + row * d_in.stride;
    int64_t i = 0;
    for (; i + lanes <= in.width; i += lanes) {
      auto sum = hn::MulAdd(hn::LoadU(d, b + i), hn::LoadU(d, x + i), hn::LoadU(d, c + i));
      sum = hn::MulAdd(hn::LoadU(d, a + i), hn::LoadU(d, g + i), sum);
      hn::StoreU(add ? hn::Add(hn::LoadU(d, o + i), sum) : sum, d, o + i);
    }
    for (; i < in.width; ++i) {
      const float sum = a[i] * g[i] + (b[i] * x[i] + c[i]);
      o[i] = add ? o[i] + sum : sum;
    }
  }
}

}  // namespace mmoe::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mmoe::simd {

HWY_EXPORT(AddCentredSquares);
HWY_EXPORT(ScaleShift);
HWY_EXPORT(NormSums);
HWY_EXPORT(ScaleShiftRelu);
HWY_EXPORT(NormSumsRelu);
HWY_EXPORT(Combine);

void add_centred_squares(ConstView in, const float* mean, float* squares) {
  HWY_DYNAMIC_DISPATCH(AddCentredSquares)(in, mean, squares);
}
void scale_shift(ConstView in, const float* factor, const float* offset, View out) {
  HWY_DYNAMIC_DISPATCH(ScaleShift)(in, factor, offset, out);
}
void scale_shift_relu(ConstView in, const float* factor, const float* offset, View out) {
  HWY_DYNAMIC_DISPATCH(ScaleShiftRelu)(in, factor, offset, out);
}
void norm_sums_relu(ConstView in, const float* mean, const float* inverse, ConstView out, View d,
                    float* gain, float* offset) {
  HWY_DYNAMIC_DISPATCH(NormSumsRelu)(in, mean, inverse, out, d, gain, offset);
}
void norm_sums(ConstView in, const float* mean, const float* inverse, ConstView d, float* gain,
               float* offset) {
  HWY_DYNAMIC_DISPATCH(NormSums)(in, mean, inverse, d, gain, offset);
}
void combine(ConstView in, ConstView d, const float* a, const float* b, const float* c, View d_in,
             bool add) {
  HWY_DYNAMIC_DISPATCH(Combine)(in, d, a, b, c, d_in, add);
}

}  // namespace mmoe::simd
#endif
