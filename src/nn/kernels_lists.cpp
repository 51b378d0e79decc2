// The ATen bodies of lookups of lists.
#include <ATen/TensorOperators.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include <limits>

#include "nn/kernels.h"

namespace mmoe {

namespace {

// What each id counts, 0 where there is none: [rows, length].
at::Tensor shares(const LookupList& list, const at::Tensor& there, const Batch& batch,
                  at::ScalarType type) {
  at::Tensor share = there.to(type);
  if (list.weight >= 0) share = share * batch.values.narrow(1, list.weight, list.length);
  if (list.sum != ListSum::mean) return share;
  const at::Tensor total = share.sum(1, /*keepdim=*/true);
  return at::where(total == 0, at::zeros_like(share), share / total);
}

// The rows of a list, each times what it counts, [rows, length, dim]; and that.
struct Rows {
  at::Tensor there, share, values;

  Rows(const at::Tensor& table, const LookupList& list, const Batch& batch) {
    const at::Tensor ids = batch.ids.narrow(1, list.column, list.length);
    there = ids >= 0;
    share = shares(list, there, batch, table.scalar_type()).unsqueeze(2);
    const at::Tensor rows = table.index_select(0, ids.clamp_min(0).flatten());
    values = rows.unflatten(0, ids.sizes()) * share;
  }

  // Of the largest, by column: values that are not there are less than all others.
  at::Tensor largest() const {
    const double least = -std::numeric_limits<double>::infinity();
    return values.masked_fill(there.logical_not().unsqueeze(2), least).argmax(1, /*keepdim=*/true);
  }
};

}  // namespace

void Kernels::pool(std::span<const at::Tensor> tables, std::span<const LookupList> lists,
                   const Batch& batch, at::Tensor& out) const {
  for (const LookupList& list : lists) {
    const at::Tensor& table = tables[list.table.parameter];
    at::Tensor to = out.narrow(1, list.first, table.size(1));
    const Rows rows(table, list, batch);
    if (list.sum == ListSum::max) {
      to.copy_(rows.values.gather(1, rows.largest()).squeeze(1));
    } else {
      to.copy_(rows.values.sum(1));
    }
  }
}

void Kernels::pool_backward(const at::Tensor& d_out, std::span<const at::Tensor> tables,
                            std::span<const LookupList> lists, const Batch& batch,
                            std::span<at::Tensor> d_tables) const {
  for (const LookupList& list : lists) {
    at::Tensor& d_table = d_tables[list.table.parameter];
    const Rows rows(tables[list.table.parameter], list, batch);
    const at::Tensor d = d_out.narrow(1, list.first, d_table.size(1)).unsqueeze(1);
    const at::Tensor d_values =
        list.sum == ListSum::max
            ? at::zeros_like(rows.values).scatter(1, rows.largest(), d) * rows.share
            : rows.share * d;
    const at::Tensor to =
        batch.gradient_rows(list.table.position).narrow(1, list.column, list.length);
    d_table.index_add_(0, to.clamp_min(0).flatten(), d_values.flatten(0, 1));
  }
}

}  // namespace mmoe
