#include "nn/simd.h"

#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/simd_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace mmoe::simd::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Rows lie anywhere: they are asked for before they are needed.
constexpr int64_t kAhead = 16;

void GatherRows(const float* HWY_RESTRICT table, int64_t dim, Ids ids, View out) {
  for (int64_t row = 0; row < out.rows; ++row) {
    if (row + kAhead < out.rows) {
      __builtin_prefetch(table + ids.data[(row + kAhead) * ids.stride] * dim);
    }
    const int32_t id = ids.data[row * ids.stride];
    float* HWY_RESTRICT o = out.data + row * out.stride;
    if (id < 0) {  // hidden
      for (int64_t i = 0; i < dim; ++i) o[i] = 0;
      continue;
    }
    const float* HWY_RESTRICT source = table + id * dim;
    for (int64_t i = 0; i < dim; ++i) o[i] = source[i];
  }
}

void AddTo(const float* HWY_RESTRICT x, float* HWY_RESTRICT y, int64_t size) {
  for (int64_t i = 0; i < size; ++i) y[i] += x[i];
}

void ScatterRows(ConstView d_out, Ids ids, float* HWY_RESTRICT d_table) {
  const int64_t dim = d_out.width;
  for (int64_t row = 0; row < d_out.rows; ++row) {
    const int32_t id = ids.data[row * ids.stride];
    if (id >= 0) AddTo(d_out.data + row * d_out.stride, d_table + id * dim, dim);
  }
}

// Sums a stripe of columns over all chosen rows in registers before it goes to memory.
void AddRows(ConstView table, const float* base, ChosenRows chosen, View out) {
  const hn::ScalableTag<float> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const int64_t stripe = 4 * lanes;
  for (int64_t row = 0; row < out.rows; ++row) {
    float* o = out.data + row * out.stride;
    const int32_t* const first = chosen.rows + chosen.starts[row];
    const int32_t* const end = chosen.rows + chosen.starts[row + 1];
    int64_t column = 0;
    for (; column + stripe <= out.width; column += stripe) {
      auto s0 = hn::LoadU(d, base + column), s1 = hn::LoadU(d, base + column + lanes);
      auto s2 = hn::LoadU(d, base + column + 2 * lanes);
      auto s3 = hn::LoadU(d, base + column + 3 * lanes);
      for (const int32_t* id = first; id != end; ++id) {
        const float* source = table.data + *id * table.stride + column;
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
    for (; column < out.width; column += lanes) {
      const auto front = hn::FirstN(d, static_cast<size_t>(out.width - column));
      auto sum = hn::MaskedLoad(front, d, base + column);
      for (const int32_t* id = first; id != end; ++id) {
        sum = hn::Add(sum, hn::MaskedLoad(front, d, table.data + *id * table.stride + column));
      }
      hn::BlendedStore(sum, front, d, o + column);
    }
  }
}

// Turned around: for each row of the table the rows that chose it, in their order.
void AddRowsBackward(ConstView d_out, ChosenRows chosen, View d_table) {
  thread_local std::vector<int32_t> starts, by;
  const int32_t total = chosen.starts[d_out.rows];
  starts.assign(static_cast<size_t>(d_table.rows) + 2, 0);
  by.resize(static_cast<size_t>(total));
  int32_t* const start = starts.data();
  for (int32_t i = 0; i < total; ++i) ++start[chosen.rows[i] + 2];
  for (int64_t i = 2; i < d_table.rows + 2; ++i) start[i] += start[i - 1];
  for (int64_t row = 0; row < d_out.rows; ++row) {
    for (int32_t i = chosen.starts[row]; i < chosen.starts[row + 1]; ++i) {
      by[static_cast<size_t>(start[chosen.rows[i] + 1]++)] = static_cast<int32_t>(row);
    }
  }
  for (int64_t row = 0; row < d_table.rows; ++row) {
    if (start[row] == start[row + 1]) continue;
    const int32_t range[] = {start[row], start[row + 1]};
    float* own = d_table.data + row * d_table.stride;
    AddRows(d_out, own, {by.data(), range}, {own, 1, d_out.width, d_table.stride});
  }
}

void SubtractRow(const float* HWY_RESTRICT row, View out) {
  for (int64_t r = 0; r < out.rows; ++r) {
    float* HWY_RESTRICT o = out.data + r * out.stride;
    for (int64_t i = 0; i < out.width; ++i) o[i] -= row[i];
  }
}

}  // namespace mmoe::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mmoe::simd {

HWY_EXPORT(GatherRows);
HWY_EXPORT(ScatterRows);
HWY_EXPORT(AddRows);
HWY_EXPORT(AddRowsBackward);
HWY_EXPORT(SubtractRow);

void gather_rows(const float* table, int64_t dim, Ids ids, View out) {
  HWY_DYNAMIC_DISPATCH(GatherRows)(table, dim, ids, out);
}
void scatter_rows(ConstView d_out, Ids ids, float* d_table) {
  HWY_DYNAMIC_DISPATCH(ScatterRows)(d_out, ids, d_table);
}
void add_rows(ConstView table, const float* base, ChosenRows chosen, View out) {
  HWY_DYNAMIC_DISPATCH(AddRows)(table, base, chosen, out);
}
void add_rows_backward(ConstView d_out, ChosenRows chosen, View d_table) {
  HWY_DYNAMIC_DISPATCH(AddRowsBackward)(d_out, chosen, d_table);
}
void subtract_row(const float* row, View out) { HWY_DYNAMIC_DISPATCH(SubtractRow)(row, out); }

}  // namespace mmoe::simd
#endif
