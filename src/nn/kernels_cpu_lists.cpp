// Lookups of lists of CpuKernels: rows are added up as they are found.
#include <utility>

#include "nn/kernels_cpu.h"
#include "nn/kernels_cpu_views.h"

namespace mmoe {

namespace {

simd::List list_of(const LookupList& list, const Batch& batch) {
  const bool weighted = list.weight >= 0;
  return {column_of(batch.ids, list.column), list.length,
          weighted ? data(std::as_const(batch.values)) + list.weight : nullptr,
          weighted ? batch.values.stride(0) : 0, list.sum == ListSum::mean};
}

}  // namespace

void CpuKernels::pool(std::span<const at::Tensor> tables, std::span<const LookupList> lists,
                      const Batch& batch, at::Tensor& out) const {
  for (const LookupList& list : lists) {
    const at::Tensor& table = tables[list.table.parameter];
    simd::View to = first_columns(view(out), table.size(1));
    to.data += list.first;
    const auto loop = list.sum == ListSum::max ? simd::max_rows : simd::pool_rows;
    loop(data(table), to.width, list_of(list, batch), to);
  }
}

void CpuKernels::pool_backward(const at::Tensor& d_out, std::span<const at::Tensor> tables,
                               std::span<const LookupList> lists, const Batch& batch,
                               std::span<at::Tensor> d_tables) const {
  for (const LookupList& list : lists) {
    at::Tensor& d_table = d_tables[list.table.parameter];
    simd::ConstView from = view(d_out);
    from.width = d_table.size(1);
    from.data += list.first;
    const simd::Ids rows = column_of(batch.gradient_rows(list.table.position), list.column);
    if (list.sum == ListSum::max) {
      simd::max_rows_backward(from, data(tables[list.table.parameter]), list_of(list, batch), rows,
                              data(d_table));
    } else {
      simd::pool_rows_backward(from, list_of(list, batch), rows, data(d_table));
    }
  }
}

}  // namespace mmoe
