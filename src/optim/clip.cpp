#include "optim/clip.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include "optim/tables.h"

namespace mmoe {

namespace {

// What a length is multiplied with to be no more than `longest`.
at::Tensor shrinkage(const at::Tensor& length, double longest) {
  return (longest / length).clamp_max(1);
}

at::Tensor limited(const at::Tensor& rows, double longest) {
  return rows * shrinkage(rows.norm(2, /*dim=*/1, /*keepdim=*/true), longest);
}

}  // namespace

at::Tensor clip_to_norm(std::vector<at::Tensor> parts, double longest) {
  at::Tensor squares = at::zeros({}, parts.front().options());
  for (const at::Tensor& part : parts) squares.add_(part.norm().square());
  const at::Tensor norm = squares.sqrt();
  const at::Tensor factor = shrinkage(norm, longest);
  for (at::Tensor& part : parts) part.mul_(factor);
  return norm;
}

void clip(const ClipConfig& config, const Gradients& gradients, const Batch& batch) {
  using enum Gradients::Group;
  if (config.all) clip_to_norm(gradients.parts(batch, all), *config.all);
  if (config.dense) clip_to_norm(gradients.parts(batch, dense), *config.dense);
  if (config.tables) clip_to_norm(gradients.parts(batch, tables), *config.tables);
}

void limit_rows(const ParameterStore& store, const Batch& batch, double longest) {
  for (const ParameterStore::Entry& entry : store.entries()) {
    if (entry.kind != ParameterKind::table || entry.offset >= store.trained_size()) continue;
    at::Tensor table = entry.value;
    table.copy_(limited(table, longest));
  }
  for (const ParameterStore::LargeTable& large : store.trained_large_tables()) {
    at::Tensor table = large.value;
    const at::Tensor rows = index_of((*batch.touched)[large.table], table.options());
    table.index_copy_(0, rows.to(at::kLong), limited(table.index_select(0, rows), longest));
  }
}

}  // namespace mmoe
