#include "support/torch_gradients.h"

#include <ATen/TensorOperators.h>

#include <stdexcept>

namespace mmoe::test {

BlockRun::BlockRun(std::shared_ptr<Block> block, const std::vector<at::Tensor>& inputs)
    : out(built(std::move(block), inputs)),
      run(graph, inputs[0].size(0), inputs[0].scalar_type()) {}

Source BlockRun::built(std::shared_ptr<Block> block, const std::vector<at::Tensor>& inputs) {
  std::vector<Source> sources;
  for (size_t i = 0; i < inputs.size(); ++i) {
    sources.push_back(
        graph.add("in_" + std::to_string(i), std::make_shared<Constant>(inputs[i]), {}));
  }
  return graph.add("block", std::move(block), sources);
}

at::Tensor BlockRun::forward(bool training, uint64_t step) {
  return run.forward(out, training, step).clone();
}

at::Tensor BlockRun::parameter(const std::string& name) const {
  for (const ParameterStore::Entry& entry : run.store.entries()) {
    if (entry.name == name) return entry.value;
  }
  throw std::out_of_range("no parameter " + name);
}

namespace {

// By differences of `loss` at each number of a parameter.
at::Tensor slopes(const at::Tensor& parameter, const std::function<double()>& loss) {
  const at::Tensor value = parameter.view({-1});
  at::Tensor all = zeros(value.sizes(), at::kDouble);
  for (int64_t i = 0; i < value.size(0); ++i) {
    const double step = 1e-5, start = value[i].item<double>();
    value[i].fill_(start + step);
    const double up = loss();
    value[i].fill_(start - step);
    const double down = loss();
    value[i].fill_(start);
    all[i].fill_((up - down) / (2 * step));
  }
  return all;
}

std::string first_difference(const ParameterStore& store, const at::Tensor& gradient,
                             const std::function<double()>& loss) {
  for (const ParameterStore::Entry& entry : store.entries()) {
    const at::Tensor found = gradient.narrow(0, entry.offset, entry.size);
    const std::string text = difference(found, slopes(entry.value, loss), 1e-7);
    if (!text.empty()) return entry.name + ": " + text;
  }
  return "";
}

}  // namespace

std::string BlockRun::gradient_difference() {
  const at::Tensor d_out = random(forward().sizes(), "d_out", at::kDouble);
  backward(d_out);
  const at::Tensor gradient = run.gradients.parameters().clone();
  return first_difference(run.store, gradient,
                          [&] { return (forward() * d_out).sum().item<double>(); });
}

std::string gradient_difference(
    Machine& machine, const Batch& batch,
    const std::function<double(const std::vector<at::Tensor>& logits)>& further) {
  machine.forward_backward(batch);
  const at::Tensor gradient = machine.gradient().clone();
  return first_difference(machine.store(), gradient, [&] {
    const std::vector<double> losses = machine.forward_backward(batch);
    double total = further ? further(machine.logits(batch)) : 0;
    for (size_t task = 0; task < losses.size(); ++task) {
      total += base_of(machine.tasks()[task]).weight * losses[task];
    }
    return total;
  });
}

}  // namespace mmoe::test
