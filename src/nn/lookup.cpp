#include "nn/lookup.h"

#include <ATen/ops/empty.h>

#include "nn/init.h"
#include "nn/kernels.h"

namespace mmoe {

Lookup::Lookup(const Schema& schema, const RandomStream& stream)
    : Block(schema.width()), numerics_(static_cast<int64_t>(schema.numerics.size())) {
  int64_t first = 0;
  for (size_t i = 0; i < schema.fields.size(); ++i) {
    const Field& field = schema.fields[i];
    const std::string name = "table_" + std::to_string(i);
    at::Tensor table = at::empty({field.rows, field.dim});
    fill_normal(table, field.init_deviation, stream.child(name));
    add_parameter(name, table, ParameterKind::table, static_cast<int64_t>(i));
    fields_.push_back({static_cast<int64_t>(i), first});
    first += field.dim;
  }
}

void Lookup::forward(Call& call, std::span<const at::Tensor>, at::Tensor& out) {
  std::vector<at::Tensor> tables;
  for (const Parameter& own : parameters()) tables.push_back(own.value);
  call.kernels->lookup(tables, fields_, call.batch->ids, out);
  if (numerics_ > 0) out.narrow(1, width() - numerics_, numerics_).copy_(call.batch->numerics);
}

void Lookup::backward(Call& call, std::span<const at::Tensor>, const at::Tensor&,
                      const at::Tensor& d_out, std::span<Gradient>) {
  call.kernels->lookup_backward(d_out, fields_, *call.batch, call.gradients);
}

}  // namespace mmoe
