#include <algorithm>

#include "nn/simd.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/simd_lists.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace mmoe::simd::HWY_NAMESPACE {

// One row of the batch: how many ids it has, and what each counts.
class Row {
 public:
  Row(const List& list, int64_t row)
      : ids_(list.ids.data + row * list.ids.stride),
        weights_(list.weights == nullptr ? nullptr : list.weights + row * list.weight_stride) {
    while (count_ < list.length && ids_[count_] >= 0) ++count_;
    if (!list.is_mean) return;
    float total = 0;
    for (int64_t k = 0; k < count_; ++k) total += weights_ == nullptr ? 1 : weights_[k];
    factor_ = total == 0 ? 0 : 1 / total;
  }
  int64_t count() const { return count_; }
  int32_t id(int64_t k) const { return ids_[k]; }
  float share(int64_t k) const { return weights_ == nullptr ? factor_ : factor_ * weights_[k]; }

 private:
  const int32_t* ids_;
  const float* weights_;
  int64_t count_ = 0;
  float factor_ = 1;
};

// Rows of the table lie anywhere: those of a later row of the batch are asked for before they are
// needed.
constexpr int64_t kAhead = 4;
void AskFor(const float* table, int64_t dim, const List& list, int64_t row) {
  const int32_t* const id = list.ids.data + row * list.ids.stride;
  for (int64_t k = 0; k < list.length && id[k] >= 0; ++k) __builtin_prefetch(table + id[k] * dim);
}

void AddScaled(float share, const float* HWY_RESTRICT x, float* HWY_RESTRICT y, int64_t size) {
  for (int64_t i = 0; i < size; ++i) y[i] += share * x[i];
}

void PoolRows(const float* table, int64_t dim, List list, View out) {
  for (int64_t r = 0; r < out.rows; ++r) {
    if (r + kAhead < out.rows) AskFor(table, dim, list, r + kAhead);
    float* const o = out.data + r * out.stride;
    std::fill_n(o, dim, 0.0f);
    const Row row(list, r);
    for (int64_t k = 0; k < row.count(); ++k)
      AddScaled(row.share(k), table + row.id(k) * dim, o, dim);
  }
}

void PoolRowsBackward(ConstView d_out, List list, Ids rows, float* d_table) {
  for (int64_t r = 0; r < d_out.rows; ++r) {
    const Row row(list, r);
    const int32_t* const to = rows.data + r * rows.stride;
    for (int64_t k = 0; k < row.count(); ++k) {
      AddScaled(row.share(k), d_out.data + r * d_out.stride, d_table + to[k] * d_out.width,
                d_out.width);
    }
  }
}

void MaxRows(const float* table, int64_t dim, List list, View out) {
  for (int64_t r = 0; r < out.rows; ++r) {
    if (r + kAhead < out.rows) AskFor(table, dim, list, r + kAhead);
    float* HWY_RESTRICT const o = out.data + r * out.stride;
    std::fill_n(o, dim, 0.0f);
    const Row row(list, r);
    for (int64_t k = 0; k < row.count(); ++k) {
      const float* HWY_RESTRICT const x = table + row.id(k) * dim;
      const float share = row.share(k);
      for (int64_t i = 0; i < dim; ++i) {
        const float value = share * x[i];
        o[i] = k == 0 || value > o[i] ? value : o[i];
      }
    }
  }
}

// Finds the largest again.
void MaxRowsBackward(ConstView d_out, const float* table, List list, Ids rows, float* d_table) {
  const int64_t dim = d_out.width;
  for (int64_t r = 0; r < d_out.rows; ++r) {
    const Row row(list, r);
    if (row.count() == 0) continue;
    const int32_t* const to = rows.data + r * rows.stride;
    for (int64_t i = 0; i < dim; ++i) {
      int64_t best = 0;
      float most = row.share(0) * table[row.id(0) * dim + i];
      for (int64_t k = 1; k < row.count(); ++k) {
        const float value = row.share(k) * table[row.id(k) * dim + i];
        if (value > most) best = k, most = value;
      }
      d_table[to[best] * dim + i] += row.share(best) * d_out.data[r * d_out.stride + i];
    }
  }
}

}  // namespace mmoe::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mmoe::simd {

HWY_EXPORT(PoolRows);
HWY_EXPORT(PoolRowsBackward);
HWY_EXPORT(MaxRows);
HWY_EXPORT(MaxRowsBackward);

void pool_rows(const float* table, int64_t dim, List list, View out) {
  HWY_DYNAMIC_DISPATCH(PoolRows)(table, dim, list, out);
}
void pool_rows_backward(ConstView d_out, List list, Ids rows, float* d_table) {
  HWY_DYNAMIC_DISPATCH(PoolRowsBackward)(d_out, list, rows, d_table);
}
void max_rows(const float* table, int64_t dim, List list, View out) {
  HWY_DYNAMIC_DISPATCH(MaxRows)(table, dim, list, out);
}
void max_rows_backward(ConstView d_out, const float* table, List list, Ids rows, float* d_table) {
  HWY_DYNAMIC_DISPATCH(MaxRowsBackward)(d_out, table, list, rows, d_table);
}

}  // namespace mmoe::simd
#endif
