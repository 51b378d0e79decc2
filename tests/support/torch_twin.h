// The same network once more as people write it with torch::nn: a module an expert, lists of
// layers, stack, softmax, bmm, autograd.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/torch_models.h"

namespace mmoe::test {

class Twin {
 public:
  // A network of this config with the parameters and buffers of the machine.
  Twin(const ModelConfig& config, const Schema& schema, const Machine& machine);
  ~Twin();

  std::vector<at::Tensor> logits(const Batch& batch, bool training);
  // As Machine::forward_backward, by autograd.
  std::vector<double> forward_backward(const Batch& batch);

  // Nothing if all gradients and buffers equal those of the machine, and every element of its
  // flat buffer belongs to a parameter here; else the first that does not.
  std::string difference_to(const Machine& machine, double tolerance) const;

 private:
  struct Network;
  std::unique_ptr<Network> network_;
};

// An activation as autograd knows it.
at::Tensor activated(Activation activation, const at::Tensor& x);

// What the graph registered with torch::nn.
std::map<std::string, at::Tensor> module_parameters(const Graph& graph);
std::map<std::string, at::Tensor> module_buffers(const Graph& graph);

}  // namespace mmoe::test
