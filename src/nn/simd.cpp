#include "nn/simd.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// The compiler vectorises these plain loops for each target; only sums along a row, whose order it
// may not change by itself, are written with vectors.
HWY_BEFORE_NAMESPACE();
namespace mmoe::simd::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

float Dot(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b, int64_t size) {
  const hn::ScalableTag<float> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  auto sum = hn::Zero(d);
  int64_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    sum = hn::MulAdd(hn::LoadU(d, a + i), hn::LoadU(d, b + i), sum);
  }
  float total = hn::GetLane(hn::SumOfLanes(d, sum));
  for (; i < size; ++i) total += a[i] * b[i];
  return total;
}

void Axpy(float factor, const float* HWY_RESTRICT x, float* HWY_RESTRICT y, int64_t size) {
  for (int64_t i = 0; i < size; ++i) y[i] += factor * x[i];
}

void AddBias(View out, const float* HWY_RESTRICT bias) {
  for (int64_t row = 0; row < out.rows; ++row) {
    float* HWY_RESTRICT o = out.data + row * out.stride;
    for (int64_t i = 0; i < out.width; ++i) o[i] += bias[i];
  }
}

void AddColumnSums(ConstView in, float* HWY_RESTRICT sums) {
  for (int64_t row = 0; row < in.rows; ++row) Axpy(1, in.data + row * in.stride, sums, in.width);
}

void Relu(ConstView in, View out) {
  for (int64_t row = 0; row < in.rows; ++row) {
    const float* HWY_RESTRICT x = in.data + row * in.stride;
    float* HWY_RESTRICT o = out.data + row * out.stride;
    // NaN must stay NaN, or a diverged run would look sane.
    for (int64_t i = 0; i < in.width; ++i) o[i] = x[i] < 0 ? 0 : x[i];
  }
}

void ReluBackward(ConstView out, ConstView d_out, View d_in, bool add) {
  for (int64_t row = 0; row < out.rows; ++row) {
    const float* HWY_RESTRICT y = out.data + row * out.stride;
    const float* HWY_RESTRICT d = d_out.data + row * d_out.stride;
    float* HWY_RESTRICT o = d_in.data + row * d_in.stride;
    if (add) {
      for (int64_t i = 0; i < out.width; ++i) o[i] += y[i] > 0 ? d[i] : 0.0f;
    } else {
      for (int64_t i = 0; i < out.width; ++i) o[i] = y[i] > 0 ? d[i] : 0.0f;
    }
  }
}

void Moments(ConstView in, float* HWY_RESTRICT mean, float* HWY_RESTRICT variance) {
  const float share = 1.0f / static_cast<float>(in.rows);
  std::fill(mean, mean + in.width, 0.0f);
  std::fill(variance, variance + in.width, 0.0f);
  AddColumnSums(in, mean);
  for (int64_t i = 0; i < in.width; ++i) mean[i] *= share;
  for (int64_t row = 0; row < in.rows; ++row) {
    const float* HWY_RESTRICT x = in.data + row * in.stride;
    for (int64_t i = 0; i < in.width; ++i) variance[i] += (x[i] - mean[i]) * (x[i] - mean[i]);
  }
  for (int64_t i = 0; i < in.width; ++i) variance[i] *= share;
}

void ScaleShift(ConstView in, const float* HWY_RESTRICT factor, const float* HWY_RESTRICT offset,
                View out) {
  for (int64_t row = 0; row < in.rows; ++row) {
    const float* HWY_RESTRICT x = in.data + row * in.stride;
    float* HWY_RESTRICT o = out.data + row * out.stride;
    for (int64_t i = 0; i < in.width; ++i) o[i] = x[i] * factor[i] + offset[i];
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

void Combine(ConstView in, ConstView d, const float* HWY_RESTRICT a, const float* HWY_RESTRICT b,
             const float* HWY_RESTRICT c, View d_in, bool add) {
  for (int64_t row = 0; row < in.rows; ++row) {
    const float* HWY_RESTRICT x = in.data + row * in.stride;
    const float* HWY_RESTRICT g = d.data + row * d.stride;
    float* HWY_RESTRICT o = d_in.data + row * d_in.stride;
    if (add) {
      for (int64_t i = 0; i < in.width; ++i) o[i] += a[i] * g[i] + b[i] * x[i] + c[i];
    } else {
      for (int64_t i = 0; i < in.width; ++i) o[i] = a[i] * g[i] + b[i] * x[i] + c[i];
    }
  }
}

void GatherRows(const float* HWY_RESTRICT table, int64_t dim, const int32_t* ids, int64_t id_stride,
                View out) {
  for (int64_t row = 0; row < out.rows; ++row) {
    const float* HWY_RESTRICT source = table + ids[row * id_stride] * dim;
    float* HWY_RESTRICT o = out.data + row * out.stride;
    for (int64_t i = 0; i < dim; ++i) o[i] = source[i];
  }
}

void ScatterRows(ConstView d_out, const int32_t* ids, int64_t id_stride,
                 float* HWY_RESTRICT d_table) {
  const int64_t dim = d_out.width;
  for (int64_t row = 0; row < d_out.rows; ++row) {
    Axpy(1, d_out.data + row * d_out.stride, d_table + ids[row * id_stride] * dim, dim);
  }
}

// Sums a stripe of columns over all fields in registers before it goes back to memory.
void AddRows(ConstView folded, const int64_t* first_row, const int32_t* ids, int64_t fields,
             View out) {
  const hn::ScalableTag<float> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const int64_t stripe = 4 * lanes;
  for (int64_t row = 0; row < out.rows; ++row, ids += fields) {
    float* HWY_RESTRICT o = out.data + row * out.stride;
    int64_t column = 0;
    for (; column + stripe <= out.width; column += stripe) {
      auto s0 = hn::LoadU(d, o + column), s1 = hn::LoadU(d, o + column + lanes);
      auto s2 = hn::LoadU(d, o + column + 2 * lanes), s3 = hn::LoadU(d, o + column + 3 * lanes);
      for (int64_t f = 0; f < fields; ++f) {
        const float* source = folded.data + (first_row[f] + ids[f]) * folded.stride + column;
        s0 = hn::Add(s0, hn::LoadU(d, source));
        s1 = hn::Add(s1, hn::LoadU(d, source + lanes));
        s2 = hn::Add(s2, hn::LoadU(d, source + 2 * lanes));
        s3 = hn::Add(s3, hn::LoadU(d, source + 3 * lanes));
      }
      hn::StoreU(s0, d, o + column);
      hn::StoreU(s1, d, o + column + lanes);
      hn::StoreU(s2, d, o + column + 2 * lanes);
      hn::StoreU(s3, d, o + column + 3 * lanes);
    }
    for (int64_t f = 0; f < fields && column < out.width; ++f) {
      const float* source = folded.data + (first_row[f] + ids[f]) * folded.stride;
      Axpy(1, source + column, o + column, out.width - column);
    }
  }
}

void AddRowsBackward(ConstView d_out, const int64_t* first_row, const int32_t* ids, int64_t fields,
                     View d_folded) {
  for (int64_t row = 0; row < d_out.rows; ++row, ids += fields) {
    const float* source = d_out.data + row * d_out.stride;
    for (int64_t f = 0; f < fields; ++f) {
      float* target = d_folded.data + (first_row[f] + ids[f]) * d_folded.stride;
      Axpy(1, source, target, d_out.width);
    }
  }
}

void Mix(ConstView experts, ConstView gates, int64_t count, View out) {
  const int64_t width = experts.width / count, mixtures = gates.width / count;
  for (int64_t row = 0; row < out.rows; ++row) {
    const float* x = experts.data + row * experts.stride;
    const float* g = gates.data + row * gates.stride;
    for (int64_t t = 0; t < mixtures; ++t) {
      float* o = out.data + row * out.stride + t * width;
      std::fill(o, o + width, 0.0f);
      for (int64_t e = 0; e < count; ++e) Axpy(g[t * count + e], x + e * width, o, width);
    }
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
    if (!add_experts) std::fill(dx, dx + experts.width, 0.0f);
    for (int64_t t = 0; t < mixtures; ++t) {
      for (int64_t e = 0; e < count; ++e) {
        Axpy(g[t * count + e], d + t * width, dx + e * width, width);
        if (d_gates.data == nullptr) continue;
        float& dg = d_gates.data[row * d_gates.stride + t * count + e];
        dg = Dot(d + t * width, x + e * width, width) + (add_gates ? dg : 0.0f);
      }
    }
  }
}

void Adam(const AdamStep& step, int64_t size, const float* HWY_RESTRICT gradient,
          float* HWY_RESTRICT weight, float* HWY_RESTRICT first, float* HWY_RESTRICT second) {
  const float keep = 1 - step.rate * step.decay, rate = step.rate * step.correction1;
  for (int64_t i = 0; i < size; ++i) {
    const float g = gradient[i] + step.l2 * weight[i];
    first[i] = step.beta1 * first[i] + step.rest1 * g;
    second[i] = step.beta2 * second[i] + step.rest2 * g * g;
    weight[i] = weight[i] * keep -
                rate * first[i] / (std::sqrt(second[i] * step.correction2) + step.epsilon);
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
HWY_EXPORT(Moments);
HWY_EXPORT(ScaleShift);
HWY_EXPORT(NormSums);
HWY_EXPORT(Combine);
HWY_EXPORT(GatherRows);
HWY_EXPORT(ScatterRows);
HWY_EXPORT(AddRows);
HWY_EXPORT(AddRowsBackward);
HWY_EXPORT(Mix);
HWY_EXPORT(MixBackward);
HWY_EXPORT(Adam);
HWY_EXPORT(Name);

const char* target_name() { return HWY_DYNAMIC_DISPATCH(Name)(); }
void add_bias(View out, const float* bias) { HWY_DYNAMIC_DISPATCH(AddBias)(out, bias); }
void add_column_sums(ConstView in, float* sums) { HWY_DYNAMIC_DISPATCH(AddColumnSums)(in, sums); }
void relu(ConstView in, View out) { HWY_DYNAMIC_DISPATCH(Relu)(in, out); }
void relu_backward(ConstView out, ConstView d_out, View d_in, bool add) {
  HWY_DYNAMIC_DISPATCH(ReluBackward)(out, d_out, d_in, add);
}
void moments(ConstView in, float* mean, float* variance) {
  HWY_DYNAMIC_DISPATCH(Moments)(in, mean, variance);
}
void scale_shift(ConstView in, const float* factor, const float* offset, View out) {
  HWY_DYNAMIC_DISPATCH(ScaleShift)(in, factor, offset, out);
}
void norm_sums(ConstView in, const float* mean, const float* inverse, ConstView d, float* gain,
               float* offset) {
  HWY_DYNAMIC_DISPATCH(NormSums)(in, mean, inverse, d, gain, offset);
}
void combine(ConstView in, ConstView d, const float* a, const float* b, const float* c, View d_in,
             bool add) {
  HWY_DYNAMIC_DISPATCH(Combine)(in, d, a, b, c, d_in, add);
}
void gather_rows(const float* table, int64_t dim, const int32_t* ids, int64_t id_stride, View out) {
  HWY_DYNAMIC_DISPATCH(GatherRows)(table, dim, ids, id_stride, out);
}
void scatter_rows(ConstView d_out, const int32_t* ids, int64_t id_stride, float* d_table) {
  HWY_DYNAMIC_DISPATCH(ScatterRows)(d_out, ids, id_stride, d_table);
}
void add_rows(ConstView folded, const int64_t* first_row, const int32_t* ids, int64_t fields,
              View out) {
  HWY_DYNAMIC_DISPATCH(AddRows)(folded, first_row, ids, fields, out);
}
void add_rows_backward(ConstView d_out, const int64_t* first_row, const int32_t* ids,
                       int64_t fields, View d_folded) {
  HWY_DYNAMIC_DISPATCH(AddRowsBackward)(d_out, first_row, ids, fields, d_folded);
}
void mix(ConstView experts, ConstView gates, int64_t count, View out) {
  HWY_DYNAMIC_DISPATCH(Mix)(experts, gates, count, out);
}
void mix_backward(ConstView experts, ConstView gates, int64_t count, ConstView d_out,
                  View d_experts, bool add_experts, View d_gates, bool add_gates) {
  HWY_DYNAMIC_DISPATCH(MixBackward)
  (experts, gates, count, d_out, d_experts, add_experts, d_gates, add_gates);
}
void adam(const AdamStep& step, int64_t size, const float* gradient, float* weight, float* first,
          float* second) {
  HWY_DYNAMIC_DISPATCH(Adam)(step, size, gradient, weight, first, second);
}

}  // namespace mmoe::simd
#endif
