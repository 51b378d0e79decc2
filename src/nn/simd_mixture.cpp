#include "nn/simd.h"

#include <algorithm>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/simd_mixture.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace mmoe::simd::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

// Lanes are rows: one column of up to as many rows as a vector has lanes.
struct Column {
  HWY_ALIGN int32_t places[HWY_MAX_BYTES / sizeof(float)];  // floats from the first row
  int64_t rows;

  HWY_INLINE Column(int64_t stride, int64_t count) : rows(count) {
    for (int64_t i = 0; i < static_cast<int64_t>(hn::Lanes(D())); ++i) {
      places[i] = static_cast<int32_t>(std::min(i, count - 1) * stride);
    }
  }
  HWY_INLINE V load(const float* from) const {
    const hn::RebindToSigned<D> di;
    return hn::GatherIndex(D(), from, hn::Load(di, places));
  }
};

void SoftmaxOfRows(const Column& in, const float* x, int64_t size, const Column& out, float* o) {
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  thread_local std::vector<float> columns;
  columns.resize(static_cast<size_t>(size * lanes));
  float* values = columns.data();
  V top = in.load(x);
  hn::StoreU(top, d, values);
  for (int64_t i = 1; i < size; ++i) {
    const V v = in.load(x + i);
    hn::StoreU(v, d, values + i * lanes);
    top = hn::Max(top, v);
  }
  V sum = hn::Zero(d);
  for (int64_t i = 0; i < size; ++i) {
    const V power = hn::Exp(d, hn::Sub(hn::LoadU(d, values + i * lanes), top));
    sum = hn::Add(sum, power);
    hn::StoreU(power, d, values + i * lanes);
  }
  const V share = hn::Div(hn::Set(d, 1.0f), sum);
  for (int64_t i = 0; i < size; ++i) {
    hn::StoreU(hn::Mul(hn::LoadU(d, values + i * lanes), share), d, values + i * lanes);
  }
  for (int64_t row = 0; row < out.rows; ++row) {
    for (int64_t i = 0; i < size; ++i) o[out.places[row] + i] = values[i * lanes + row];
  }
}

void Softmax(ConstView in, int64_t size, View out) {
  const auto lanes = static_cast<int64_t>(hn::Lanes(D()));
  for (int64_t row = 0; row < out.rows; row += lanes) {
    const int64_t count = std::min(lanes, out.rows - row);
    const Column from(in.stride, count), to(out.stride, count);
    for (int64_t first = 0; first < out.width; first += size) {
      SoftmaxOfRows(from, in.data + row * in.stride + first, size, to,
                    out.data + row * out.stride + first);
    }
  }
}

void SoftmaxBackward(ConstView out, int64_t size, ConstView d_out, View d_in, bool add) {
  for (int64_t row = 0; row < out.rows; ++row) {
    const float* p = out.data + row * out.stride;
    const float* d = d_out.data + row * d_out.stride;
    float* o = d_in.data + row * d_in.stride;
    for (int64_t first = 0; first < out.width; first += size) {
      float sum = 0;
      for (int64_t i = first; i < first + size; ++i) sum += p[i] * d[i];
      for (int64_t i = first; i < first + size; ++i) {
        o[i] = p[i] * (d[i] - sum) + (add ? o[i] : 0.0f);
      }
    }
  }
}

// One mixture of a row: out = sum_e gates[e] experts[e].
HWY_INLINE void MixRow(const float* experts, const float* gates, int64_t count, int64_t width,
                       float* out) {
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= width; i += lanes) {
    V sum = hn::Zero(d);
    for (int64_t e = 0; e < count; ++e) {
      sum = hn::MulAdd(hn::Set(d, gates[e]), hn::LoadU(d, experts + e * width + i), sum);
    }
    hn::StoreU(sum, d, out + i);
  }
  for (; i < width; ++i) {
    float sum = 0;
    for (int64_t e = 0; e < count; ++e) sum += gates[e] * experts[e * width + i];
    out[i] = sum;
  }
}

// One expert's part in one mixture of a row: d_expert = (or +=) gate * d; gives d . expert.
HWY_INLINE float MixRowBackward(const float* expert, float gate, const float* d_out, int64_t width,
                                bool add, float* d_expert) {
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  V products = hn::Zero(d);
  int64_t i = 0;
  for (; i + lanes <= width; i += lanes) {
    const V g = hn::LoadU(d, d_out + i);
    const V old = add ? hn::LoadU(d, d_expert + i) : hn::Zero(d);
    hn::StoreU(hn::MulAdd(hn::Set(d, gate), g, old), d, d_expert + i);
    products = hn::MulAdd(g, hn::LoadU(d, expert + i), products);
  }
  float rest = 0;
  for (; i < width; ++i) {
    d_expert[i] = gate * d_out[i] + (add ? d_expert[i] : 0.0f);
    rest += d_out[i] * expert[i];
  }
  return hn::GetLane(hn::SumOfLanes(d, products)) + rest;
}

void Mix(ConstView experts, ConstView gates, int64_t count, View out) {
  const int64_t width = experts.width / count, mixtures = gates.width / count;
  for (int64_t row = 0; row < out.rows; ++row) {
    const float* x = experts.data + row * experts.stride;
    const float* g = gates.data + row * gates.stride;
    float* o = out.data + row * out.stride;
    for (int64_t t = 0; t < mixtures; ++t) MixRow(x, g + t * count, count, width, o + t * width);
  }
}

void MixBackward(ConstView experts, ConstView gates, int64_t count, ConstView d_out, View d_experts,
                 bool add_experts, View d_gates, bool add_gates) {
  const int64_t width = experts.width / count, mixtures = gates.width / count;
  for (int64_t row = 0; row < d_out.rows; ++row) {
    const float* x = experts.data + row * experts.stride;
    const float* g = gates.data + row * gates.stride;
    const float* d = d_out.data + row * d_out.stride;
    float* dx = d_experts.data + row * d_experts.stride;
    float* dg = d_gates.data + row * d_gates.stride;
    for (int64_t e = 0; e < count; ++e) {
      for (int64_t t = 0; t < mixtures; ++t) {
        const int64_t k = t * count + e;
        const float slope = MixRowBackward(x + e * width, g[k], d + t * width, width,
                                           add_experts || t > 0, dx + e * width);
        if (d_gates.data != nullptr) dg[k] = slope + (add_gates ? dg[k] : 0.0f);
      }
    }
  }
}

}  // namespace mmoe::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mmoe::simd {

HWY_EXPORT(Softmax);
HWY_EXPORT(SoftmaxBackward);
HWY_EXPORT(Mix);
HWY_EXPORT(MixBackward);

void softmax(ConstView in, int64_t size, View out) { HWY_DYNAMIC_DISPATCH(Softmax)(in, size, out); }
void softmax_backward(ConstView out, int64_t size, ConstView d_out, View d_in, bool add) {
  HWY_DYNAMIC_DISPATCH(SoftmaxBackward)(out, size, d_out, d_in, add);
}
void mix(ConstView experts, ConstView gates, int64_t count, View out) {
  HWY_DYNAMIC_DISPATCH(Mix)(experts, gates, count, out);
}
void mix_backward(ConstView experts, ConstView gates, int64_t count, ConstView d_out,
                  View d_experts, bool add_experts, View d_gates, bool add_gates) {
  HWY_DYNAMIC_DISPATCH(MixBackward)(experts, gates, count, d_out, d_experts, add_experts, d_gates,
                                    add_gates);
}

}  // namespace mmoe::simd
#endif
