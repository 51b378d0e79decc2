#include "support/torch_twin.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tanh.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/embedding.h>
#include <torch/nn/modules/linear.h>

#include <functional>
#include <optional>

namespace mmoe::test {

at::Tensor activated(Activation activation, const at::Tensor& x) {
  switch (activation) {
    case Activation::relu:
      return at::relu(x);
    case Activation::leaky_relu:
      return at::leaky_relu(x, 0.01);
    case Activation::sigmoid:
      return at::sigmoid(x);
    case Activation::tanh:
      return at::tanh(x);
    case Activation::silu:
      return at::silu(x);
    case Activation::gelu:
      return at::gelu(x);
    case Activation::none:
      break;
  }
  return x;
}

namespace {

namespace nn = torch::nn;

struct Layer {
  nn::Linear linear{nullptr};
  nn::BatchNorm1d norm{nullptr};
  Activation activation = Activation::none;
};
using Layers = std::vector<Layer>;

at::Tensor run(Layers& layers, at::Tensor x) {
  for (Layer& layer : layers) {
    x = layer.linear(x);
    if (layer.norm) x = layer.norm(x);
    x = activated(layer.activation, x);
  }
  return x;
}

// Where in the machine a tensor of the twin lies.
struct Binding {
  std::string name;
  std::function<at::Tensor(const at::Tensor&)> part;
  at::Tensor tensor;
};

}  // namespace

struct Twin::Network {
  Schema schema;
  std::vector<TaskConfig> tasks;
  at::ScalarType type;
  std::vector<Binding> parameters, buffers;
  std::vector<std::shared_ptr<nn::Module>> modules;

  // A network by task: embeddings, experts, a gate, a tower; positions in the lists below.
  struct Path {
    size_t embeddings = 0;
    std::vector<size_t> experts;
    std::optional<size_t> gate;
    Layers tower;
  };
  std::vector<std::vector<nn::Embedding>> embeddings;
  std::vector<Layers> experts, gates;
  std::vector<Path> paths;

  Network(const Machine& machine, const Schema& s)
      : schema(s), tasks(machine.tasks()), type(machine.store().flat().scalar_type()) {}

  // Columns of the parameter "<node>.weight" [groups, in, units] and of its bias.
  struct Place {
    std::string node;
    int64_t group = 0, first = 0;  // columns count from the group's first
    int64_t bias_first = 0;
    bool bias = true;
  };

  nn::Linear linear(int64_t in, int64_t out, const Place& place) {
    nn::Linear made(nn::LinearOptions(in, out).bias(place.bias));
    made->to(type);
    modules.push_back(made.ptr());
    parameters.push_back({place.node + ".weight",
                          [=](const at::Tensor& all) {
                            return all.select(0, place.group).narrow(1, place.first, out).t();
                          },
                          made->weight});
    if (place.bias) {
      parameters.push_back(
          {place.node + ".bias",
           [=](const at::Tensor& all) { return all.narrow(0, place.bias_first, out); },
           made->bias});
    }
    return made;
  }

  nn::BatchNorm1d norm(int64_t width, const std::string& node, int64_t first) {
    nn::BatchNorm1d made(width);
    made->to(type);
    modules.push_back(made.ptr());
    const auto part = [=](const at::Tensor& all) { return all.narrow(0, first, width); };
    parameters.push_back({node + ".scale", part, made->weight});
    parameters.push_back({node + ".shift", part, made->bias});
    buffers.push_back({node + ".running_mean", part, made->running_mean});
    buffers.push_back({node + ".running_variance", part, made->running_var});
    return made;
  }

  // The group-th of several equal MLPs whose first layer is `first`.
  Layers mlp(const MlpConfig& config, const std::string& name, int64_t in, int64_t group,
             const Place& first) {
    Layers layers;
    for (size_t i = 0; i < config.hidden.size(); ++i) {
      const int64_t out = config.hidden[i];
      const std::string node = name + "_" + std::to_string(i);
      Layer layer;
      layer.linear = linear(in, out, i == 0 ? first : Place{node, group, 0, group * out});
      if (config.batch_norm) layer.norm = norm(out, node + "_end", group * out);
      layer.activation = config.activation;
      layers.push_back(layer);
      in = out;
    }
    return layers;
  }

  size_t add_embeddings(const std::string& node) {
    std::vector<nn::Embedding> all;
    for (size_t i = 0; i < schema.fields.size(); ++i) {
      const Field& field = schema.fields[i];
      nn::Embedding made(field.rows, field.dim);
      made->to(type);
      modules.push_back(made.ptr());
      parameters.push_back({node + ".table_" + std::to_string(i) + "_" + field.name,
                            [](const at::Tensor& all_rows) { return all_rows; }, made->weight});
      all.push_back(made);
    }
    embeddings.push_back(all);
    return embeddings.size() - 1;
  }

  Layers tower(size_t task, int64_t in, const TowerConfig& standard) {
    const TaskBase& base = base_of(tasks[task]);
    const TowerConfig& config = base.tower ? *base.tower : standard;
    const std::string name = "tower_" + base.name;
    Layers layers = mlp(config, name, in, 0, {name + "_0"});
    if (!config.hidden.empty()) in = config.hidden.back();
    Layer logit;
    logit.linear = linear(in, 1, {name + "_logit"});
    layers.push_back(logit);
    return layers;
  }

  void operator()(const SingleTaskConfig& config) {
    for (size_t task = 0; task < tasks.size(); ++task) {
      const std::string name = base_of(tasks[task]).name;
      Path path;
      path.embeddings = add_embeddings("input_" + name);
      path.experts = {experts.size()};
      experts.push_back(mlp(config.bottom, "bottom_" + name, schema.width(), 0, {"input_" + name}));
      path.tower = tower(task, config.bottom.hidden.back(), config.tower);
      paths.push_back(path);
    }
  }

  void operator()(const SharedBottomConfig& config) {
    const size_t tables = add_embeddings("input");
    experts.push_back(mlp(config.bottom, "bottom", schema.width(), 0, {"input"}));
    for (size_t task = 0; task < tasks.size(); ++task) {
      paths.push_back({tables, {0}, {}, tower(task, config.bottom.hidden.back(), config.tower)});
    }
  }

  void operator()(const OmoeConfig& config) { mixture(config, 1); }
  void operator()(const MmoeConfig& config) { mixture(config, tasks.size()); }
  void operator()(const ModelBase&) { throw std::invalid_argument("a model without a twin"); }

  void mixture(const MixtureConfig& config, size_t gate_count) {
    const size_t tables = add_embeddings("input");
    const int64_t count = config.experts.count, first_width = config.experts.hidden[0];
    Path path{tables, {}, {}, {}};
    for (int64_t e = 0; e < count; ++e) {
      path.experts.push_back(experts.size());
      experts.push_back(mlp(config.experts, "experts", schema.width(), e,
                            {"input", 0, e * first_width, e * first_width}));
    }
    const auto* softmax = std::get_if<SoftmaxGate>(&config.gate);
    for (size_t g = 0; softmax != nullptr && g < gate_count; ++g) {
      gates.push_back(gate(*softmax, static_cast<int64_t>(g), count, count * first_width));
    }
    for (size_t task = 0; task < tasks.size(); ++task) {
      if (softmax != nullptr) path.gate = gate_count == 1 ? 0 : task;
      path.tower = tower(task, config.experts.hidden.back(), config.tower);
      paths.push_back(path);
    }
  }

  // `after`: columns of the experts in the first layer.
  Layers gate(const SoftmaxGate& config, int64_t g, int64_t count, int64_t after) {
    std::vector<int64_t> widths = config.hidden;
    widths.push_back(count);
    Layers layers;
    int64_t in = schema.width();
    for (size_t i = 0; i < widths.size(); ++i) {
      const int64_t out = widths[i];
      const int64_t column = after + g * out;
      Place place{"input", 0, column, column, config.bias};
      if (i > 0) place = {"gates_" + std::to_string(i), g, 0, g * out, config.bias};
      Layer layer;
      layer.linear = linear(in, out, place);
      if (i + 1 < widths.size()) layer.activation = config.activation;
      layers.push_back(layer);
      in = out;
    }
    return layers;
  }

  at::Tensor input(size_t tables, const Batch& batch) {
    std::vector<at::Tensor> parts;
    for (size_t i = 0; i < embeddings[tables].size(); ++i) {
      parts.push_back(embeddings[tables][i](batch.ids.select(1, static_cast<int64_t>(i))));
    }
    parts.push_back(batch.numerics);
    return at::cat(parts, 1);
  }

  std::vector<at::Tensor> logits(const Batch& batch, bool training) {
    for (const auto& module : modules) module->train(training);
    // Every expert and gate runs once, or batch norm would count a batch several times.
    std::vector<at::Tensor> outputs, weights;
    for (size_t e = 0; e < experts.size(); ++e) {
      const size_t tables = embeddings.size() == 1 ? 0 : e;
      outputs.push_back(run(experts[e], input(tables, batch)));
    }
    for (Layers& one : gates) weights.push_back(at::softmax(run(one, input(0, batch)), 1));
    std::vector<at::Tensor> all;
    for (Path& path : paths) {
      std::vector<at::Tensor> mixed;
      for (const size_t e : path.experts) mixed.push_back(outputs[e]);
      const at::Tensor stacked = at::stack(mixed, 1);
      const at::Tensor shared = path.gate
                                    ? at::bmm(weights[*path.gate].unsqueeze(1), stacked).squeeze(1)
                                    : stacked.mean(1);
      all.push_back(run(path.tower, shared));
    }
    return all;
  }
};

Twin::Twin(const ModelConfig& config, const Schema& schema, const Machine& machine)
    : network_(std::make_unique<Network>(machine, schema)) {
  std::visit(*network_, config);
  for (Binding& one : network_->parameters) {
    one.tensor.detach().copy_(one.part(machine.parameter(one.name)));
  }
  for (Binding& one : network_->buffers) one.tensor.copy_(one.part(machine.buffer(one.name)));
}

Twin::~Twin() = default;

std::vector<at::Tensor> Twin::logits(const Batch& batch, bool training) {
  std::vector<at::Tensor> all = network_->logits(batch, training);
  for (at::Tensor& one : all) one = one.detach();
  return all;
}

std::vector<double> Twin::forward_backward(const Batch& batch) {
  const std::vector<at::Tensor> all = network_->logits(batch, true);
  std::vector<double> losses;
  at::Tensor total;
  for (size_t task = 0; task < all.size(); ++task) {
    const at::Tensor labels = batch.labels.select(1, static_cast<int64_t>(task));
    const at::Tensor rows = at::isnan(labels).logical_not().nonzero().squeeze(1);
    losses.push_back(0);
    if (rows.numel() == 0) continue;
    const at::Tensor z = all[task].squeeze(1).index_select(0, rows);
    const at::Tensor y = labels.index_select(0, rows);
    const TaskConfig& config = network_->tasks[task];
    const at::Tensor loss = std::holds_alternative<BinaryTask>(config)
                                ? at::binary_cross_entropy_with_logits(z, y)
                                : at::mse_loss(z, y);
    losses.back() = loss.item<double>();
    const at::Tensor weighted = loss * base_of(config).weight;
    total = total.defined() ? total + weighted : weighted;
  }
  for (Binding& one : network_->parameters) one.tensor.mutable_grad() = at::Tensor();
  if (total.defined()) total.backward();
  return losses;
}

std::string Twin::difference_to(const Machine& machine, double tolerance) const {
  int64_t elements = 0;
  for (const Binding& one : network_->parameters) {
    const at::Tensor& gradient = one.tensor.grad();
    elements += one.tensor.numel();
    const at::Tensor expected = gradient.defined() ? gradient : one.tensor.detach() * 0;
    const std::string found =
        difference(one.part(machine.gradient_of(one.name)), expected, tolerance);
    if (!found.empty()) return "gradient of " + one.name + ": " + found;
  }
  for (const Binding& one : network_->buffers) {
    const std::string found = difference(one.part(machine.buffer(one.name)), one.tensor, tolerance);
    if (!found.empty()) return one.name + ": " + found;
  }
  if (elements != machine.store().count()) return "the twin lacks parameters";
  return {};
}

std::map<std::string, at::Tensor> module_parameters(const Graph& graph) {
  std::map<std::string, at::Tensor> all;
  const auto named = graph.module().named_parameters();
  for (const auto& item : named) all[item.key()] = item.value();
  return all;
}

std::map<std::string, at::Tensor> module_buffers(const Graph& graph) {
  std::map<std::string, at::Tensor> all;
  const auto named = graph.module().named_buffers();
  for (const auto& item : named) all[item.key()] = item.value();
  return all;
}

}  // namespace mmoe::test
