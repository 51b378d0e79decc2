#include "nn/kernels_cpu.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "nn/kernels_cpu_views.h"
#include "nn/simd.h"

namespace mmoe {

namespace {

// Per-column numbers of one call; small, so reused by thread.
std::vector<float>& scratch(size_t which, int64_t size) {
  thread_local std::vector<float> buffers[3];
  buffers[which].resize(static_cast<size_t>(size));
  return buffers[which];
}

// (x - mean) * inverse * scale + shift as x * factor + offset.
struct Affine {
  float *factor, *offset;

  Affine(const at::Tensor& mean, const at::Tensor& inverse, const at::Tensor& scale,
         const at::Tensor& shift)
      : factor(scratch(0, mean.size(0)).data()), offset(scratch(1, mean.size(0)).data()) {
    const float *m = data(mean), *r = data(inverse), *s = data(scale), *t = data(shift);
    for (int64_t i = 0; i < mean.size(0); ++i) {
      factor[i] = r[i] * s[i];
      offset[i] = t[i] - m[i] * factor[i];
    }
  }
};

// For each row of the batch the rows of products that are not its fields' common ones.
simd::ChosenRows choose(std::span<const FoldedField> fields, const at::Tensor& ids) {
  thread_local std::vector<int32_t> chosen, starts;
  const auto rows = static_cast<size_t>(ids.size(0));
  chosen.resize(rows * fields.size() + 1);
  starts.resize(rows + 1);
  int32_t count = 0;
  const int32_t* id = ids.const_data_ptr<int32_t>();
  for (size_t row = 0; row < rows; ++row, id += ids.stride(0)) {
    starts[row] = count;
    for (const FoldedField& field : fields) {
      const int32_t own = id[field.column];
      chosen[static_cast<size_t>(count)] =
          static_cast<int32_t>(field.first_row) + (own < 0 ? field.common : own);
      count += own != field.common;
    }
  }
  starts[rows] = count;
  return {chosen.data(), starts.data()};
}

}  // namespace

void CpuKernels::transpose(const at::Tensor& weight, at::Tensor& out) const {
  const int64_t groups = weight.size(0), in = weight.size(1), units = weight.size(2);
  const float* from = data(weight);
  for (int64_t g = 0; g < groups; ++g) {
    constexpr int64_t kTile = 16;  // columns: their cache lines stay until they are full
    float* to = data(out) + g * in * units;
    for (int64_t first = 0; first < units; first += kTile) {
      const int64_t end = std::min(units, first + kTile);
      for (int64_t i = 0; i < in; ++i) {
        for (int64_t u = first; u < end; ++u) to[u * in + i] = from[i * units + u];
      }
    }
    from += in * units;
  }
}

void CpuKernels::lookup(std::span<const at::Tensor> tables, std::span<const LookupField> fields,
                        const Batch& batch, at::Tensor& out) const {
  for (const LookupField& field : fields) {
    const at::Tensor& table = tables[field.table.parameter];
    simd::View columns = first_columns(view(out), table.size(1));
    columns.data += field.first;
    simd::gather_rows(data(table), columns.width, column_of(batch.ids, field.column), columns);
  }
}

void CpuKernels::lookup_backward(const at::Tensor& d_out, std::span<const LookupField> fields,
                                 const Batch& batch, std::span<at::Tensor> d_tables) const {
  for (const LookupField& field : fields) {
    at::Tensor& d_table = d_tables[field.table.parameter];
    simd::ConstView columns = view(d_out);
    columns.width = d_table.size(1);
    columns.data += field.first;
    simd::scatter_rows(columns, column_of(batch.gradient_rows(field.table.position), field.column),
                       data(d_table));
  }
}

void CpuKernels::move_to_base(int64_t common, at::Tensor& product, at::Tensor& base) const {
  float* row = data(product) + common * product.stride(0);
  std::vector<float>& moved = scratch(0, base.size(0));
  std::copy(row, row + base.size(0), moved.begin());
  simd::subtract_row(moved.data(), view(product));
  simd::add_column_sums({moved.data(), 1, base.size(0), base.size(0)}, data(base));
  std::ranges::transform(moved, row, std::negate());
}

void CpuKernels::add_products(const at::Tensor& products, const at::Tensor& base,
                              std::span<const FoldedField> fields, const at::Tensor& ids,
                              at::Tensor& out) const {
  simd::add_rows(view(products), data(base), choose(fields, ids), view(out));
}

void CpuKernels::add_products_backward(const at::Tensor& d_out, std::span<const FoldedField> fields,
                                       const at::Tensor& ids, at::Tensor& d_products) const {
  simd::View to = view(d_products);
  simd::add_rows_backward(view(d_out), choose(fields, ids), to);
  simd::add_column_sums(view(d_out), to.data + (to.rows - 1) * to.stride);
}

void CpuKernels::gradient_of_common(const at::Tensor& sums, int64_t common,
                                    at::Tensor& d_product) const {
  std::vector<float>& others = scratch(0, sums.size(0));
  std::ranges::fill(others, 0.0f);
  const at::Tensor& added = d_product;
  simd::add_column_sums(view(added), others.data());
  const float* all = data(sums);
  float* to = data(d_product) + common * d_product.stride(0);
  for (size_t i = 0; i < others.size(); ++i) to[i] = all[i] - others[i];
}

void CpuKernels::activate(Activation activation, const at::Tensor& in, at::Tensor& out) const {
  if (activation != Activation::relu) return Kernels::activate(activation, in, out);
  simd::relu(view(in), view(out));
}

void CpuKernels::activate_backward(Activation activation, const at::Tensor& in,
                                   const at::Tensor& out, const at::Tensor& d_out, at::Tensor& d_in,
                                   bool add) const {
  if (activation != Activation::relu) {
    return Kernels::activate_backward(activation, in, out, d_out, d_in, add);
  }
  simd::relu_backward(view(out), view(d_out), view(d_in), add);
}

void CpuKernels::draw_mask(const RandomStream& stream, int64_t first_row, double p,
                           at::Tensor& mask) const {
  const auto dropped = static_cast<float>(p), kept = static_cast<float>(1 / (1 - p));
  float* number = data(mask);
  stream.uniform(static_cast<uint64_t>(first_row), mask.size(0), mask.size(1), number);
  const int64_t count = mask.numel();
  for (int64_t i = 0; i < count; ++i) number[i] = number[i] < dropped ? 0.0f : kept;
}

void CpuKernels::add_column_sums(const at::Tensor& in, at::Tensor& sums) const {
  simd::add_column_sums(view(in), data(sums));
}

void CpuKernels::add_centred_squares(const at::Tensor& in, const at::Tensor& mean,
                                     at::Tensor& squares) const {
  simd::add_centred_squares(view(in), data(mean), data(squares));
}

void CpuKernels::scale(double factor, at::Tensor& sums) const {
  float* sum = data(sums);
  for (int64_t i = 0; i < sums.size(0); ++i) sum[i] *= static_cast<float>(factor);
}

void CpuKernels::move_average(const at::Tensor& value, double share, double factor,
                              at::Tensor& running) const {
  const auto stay = static_cast<float>(1 - share), move = static_cast<float>(share * factor);
  const float* now = data(value);
  float* average = data(running);
  for (int64_t i = 0; i < running.size(0); ++i) average[i] = stay * average[i] + move * now[i];
}

void CpuKernels::invert_root(double epsilon, at::Tensor& variance) const {
  float* v = data(variance);
  for (int64_t i = 0; i < variance.size(0); ++i) {
    v[i] = 1 / std::sqrt(v[i] + static_cast<float>(epsilon));
  }
}

void CpuKernels::normalise(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                           const at::Tensor& scale, const at::Tensor& shift,
                           at::Tensor& out) const {
  const Affine map(mean, inverse, scale, shift);
  simd::scale_shift(view(in), map.factor, map.offset, view(out));
}

void CpuKernels::normalise_relu(const at::Tensor& in, const at::Tensor& mean,
                                const at::Tensor& inverse, const at::Tensor& scale,
                                const at::Tensor& shift, at::Tensor& out) const {
  const Affine map(mean, inverse, scale, shift);
  simd::scale_shift_relu(view(in), map.factor, map.offset, view(out));
}

void CpuKernels::norm_sums_relu(const at::Tensor& in, const at::Tensor& mean,
                                const at::Tensor& inverse, const at::Tensor& out, at::Tensor& d_out,
                                at::Tensor& gain, at::Tensor& offset) const {
  simd::norm_sums_relu(view(in), data(mean), data(inverse), view(out), view(d_out), data(gain),
                       data(offset));
}

void CpuKernels::norm_sums(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                           const at::Tensor& d_out, at::Tensor& gain, at::Tensor& offset) const {
  simd::norm_sums(view(in), data(mean), data(inverse), view(d_out), data(gain), data(offset));
}

// Linear in d_out and in for each column.
void CpuKernels::normalise_backward(const at::Tensor& in, const at::Tensor& mean,
                                    const at::Tensor& inverse, const at::Tensor& scale,
                                    const at::Tensor& d_out, double share, const at::Tensor& gain,
                                    const at::Tensor& offset, at::Tensor& d_in, bool add) const {
  std::vector<float>&a = scratch(0, in.size(1)), &b = scratch(1, in.size(1));
  std::vector<float>& c = scratch(2, in.size(1));
  const float *m = data(mean), *r = data(inverse), *s = data(scale);
  const float *g = data(gain), *o = data(offset), f = static_cast<float>(share);
  for (size_t i = 0; i < a.size(); ++i) {
    a[i] = r[i] * s[i];
    b[i] = -a[i] * g[i] * r[i] * f;
    c[i] = -a[i] * o[i] * f - b[i] * m[i];
  }
  simd::combine(view(in), view(d_out), a.data(), b.data(), c.data(), view(d_in), add);
}

void CpuKernels::softmax(const at::Tensor& in, int64_t size, at::Tensor& out) const {
  simd::softmax(view(in), size, view(out));
}

void CpuKernels::softmax_backward(const at::Tensor& out, int64_t size, const at::Tensor& d_out,
                                  at::Tensor& d_in, bool add) const {
  simd::softmax_backward(view(out), size, view(d_out), view(d_in), add);
}

void CpuKernels::mix(const at::Tensor& experts, const at::Tensor& gates, int64_t count,
                     at::Tensor& out) const {
  simd::mix(view(experts), view(gates), count, view(out));
}

void CpuKernels::mix_backward(const at::Tensor& experts, const at::Tensor& gates, int64_t count,
                              const at::Tensor& d_out, at::Tensor& d_experts, bool add_experts,
                              at::Tensor& d_gates, bool add_gates) const {
  simd::mix_backward(view(experts), view(gates), count, view(d_out), view(d_experts), add_experts,
                     view(d_gates), add_gates);
}

const Kernels& kernels_for(const at::Tensor& like) {
  static const Kernels aten;
  static const CpuKernels cpu;
  const bool own = like.device().is_cpu() && like.scalar_type() == at::kFloat;
  return own ? static_cast<const Kernels&>(cpu) : aten;
}

}  // namespace mmoe
