// Small graphs around the block under test.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "nn/kernels.h"
#include "nn/pass.h"
#include "support/torch_tensors.h"

namespace mmoe::test {

// A block whose output is its parameter "value"; the parameter's gradient is what arrives.
class Constant : public Block {
 public:
  explicit Constant(const at::Tensor& value) : Block(value.size(1)) {
    add_parameter("value", value.clone(), ParameterKind::weight);
  }
  void forward(Call&, std::span<const at::Tensor>, at::Tensor& out) override {
    out.copy_(parameter(0));
  }
  void backward(Call& call, std::span<const at::Tensor>, const at::Tensor&, const at::Tensor& d_out,
                std::span<Gradient>) override {
    call.gradients[0].add_(d_out);
  }
};

// A graph with its parameters, gradients and one pass over batches of `rows`.
class GraphRun {
 public:
  GraphRun(const Graph& graph, int64_t rows, at::ScalarType type,
           const RandomStream& dropout = RandomStream(1, "dropout"))
      : store(graph, of(type)),
        preparation(graph, kernels_for(store.flat()), rows),
        gradients(graph, store, preparation, rows),
        pass({graph, preparation, of(type), dropout}, rows, &gradients) {
    batch.rows = batch.whole_rows = rows;
  }

  at::Tensor forward(const Source& output, bool training = true, uint64_t step = 0) {
    batch.step = step;
    preparation.begin();
    pass.forward(batch, training);
    return pass.output(output);
  }
  // From the gradients of the outputs to those of the parameters.
  void backward() {
    gradients.clear(batch, /*dense_is_zero=*/false);
    pass.backward();
    preparation.end(gradients);
  }
  void backward(const Source& output, const at::Tensor& d_out) {
    pass.output_gradient(output).copy_(d_out);
    backward();
  }
  at::Tensor gradient_of(const std::string& name) const {
    for (const ParameterStore::Entry& entry : store.entries()) {
      if (entry.name != name) continue;
      return gradients.parameters().narrow(0, entry.offset, entry.size).view(entry.value.sizes());
    }
    return {};
  }

  ParameterStore store;
  Preparation preparation;
  Gradients gradients;
  Pass pass;
  Batch batch;
};

}  // namespace mmoe::test
