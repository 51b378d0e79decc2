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
#include <ATen/ops/zeros.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/embedding.h>
#include <torch/nn/modules/linear.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <stdexcept>

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

  // What the inputs of a scope are made of.
  struct Scope {
    std::vector<nn::Embedding> tables;
    std::vector<nn::Linear> piecewise;
    std::vector<Layers> attentions;  // by list; empty of others
  };

  // A network by task: scope of its inputs, experts, a gate, a tower; positions in the lists below.
  struct Path {
    size_t scope = 0;
    std::vector<size_t> experts;
    std::optional<size_t> gate;
    Layers tower;
  };
  std::vector<Scope> scopes;
  std::vector<Layers> experts, gates;
  std::vector<Path> paths;

  std::vector<std::string> names;  // of the machine's parameters
  int64_t input_width;

  Network(const Machine& machine, const Schema& s)
      : schema(s),
        tasks(machine.tasks()),
        type(machine.store().flat().scalar_type()),
        input_width(s.width()) {
    for (const ParameterStore::Entry& entry : machine.store().entries()) {
      names.push_back(entry.name);
    }
    for (const ListField& list : s.lists) {
      const bool concat = std::holds_alternative<ConcatPooling>(list.pooling);
      input_width += concat ? list.length * list.dim : list.dim;
    }
    for (const PiecewiseField& field : s.piecewise) input_width += field.dim;
  }

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

  // A linear layer of a block of its own, whose parameters end in `suffix`.
  nn::Linear plain_linear(int64_t in, int64_t out, const std::string& node,
                          const std::string& suffix) {
    nn::Linear made(in, out);
    made->to(type);
    modules.push_back(made.ptr());
    parameters.push_back({node + ".weight_" + suffix,
                          [=](const at::Tensor& all) { return all.view({in, out}).t(); },
                          made->weight});
    parameters.push_back(
        {node + ".bias_" + suffix, [](const at::Tensor& all) { return all; }, made->bias});
    return made;
  }

  // Of the node `scope` or one whose name goes on from it.
  std::string table_name(const std::string& scope, const std::string& table) {
    for (const std::string& name : names) {
      const bool inside = name.starts_with(scope + ".") || name.starts_with(scope + "_");
      if (inside && name.ends_with("." + table)) return name;
    }
    throw std::out_of_range("no table " + table);
  }

  size_t add_scope(const std::string& scope) {
    Scope made;
    const std::vector<Table> tables = tables_of(schema);
    for (size_t i = 0; i < tables.size(); ++i) {
      nn::Embedding table(tables[i].rows, tables[i].dim);
      table->to(type);
      modules.push_back(table.ptr());
      const std::string name = "table_" + std::to_string(i) + "_" + tables[i].name;
      parameters.push_back({table_name(scope, name),
                            [](const at::Tensor& all_rows) { return all_rows; }, table->weight});
      made.tables.push_back(table);
    }
    for (size_t i = 0; i < schema.lists.size(); ++i) {
      const ListField& list = schema.lists[i];
      Layers& layers = made.attentions.emplace_back();
      const auto* config = std::get_if<AttentionPooling>(&list.pooling);
      if (config == nullptr) continue;
      const std::string node = scope + "_attention_" + std::to_string(i) + "_" + list.name;
      int64_t in = 4 * list.dim;
      for (size_t k = 0; k <= config->hidden.size(); ++k) {
        const bool last = k == config->hidden.size();
        const int64_t out = last ? 1 : config->hidden[k];
        Layer layer;
        layer.linear = plain_linear(in, out, node, std::to_string(k));
        if (!last) layer.activation = config->activation;
        layers.push_back(layer);
        in = out;
      }
    }
    for (size_t i = 0; i < schema.piecewise.size(); ++i) {
      const PiecewiseField& field = schema.piecewise[i];
      made.piecewise.push_back(plain_linear(field.bins, field.dim, scope + "_piecewise",
                                            std::to_string(i) + "_" + field.name));
    }
    scopes.push_back(made);
    return scopes.size() - 1;
  }

  // One row of a list, the plain way.
  at::Tensor pooled(Scope& scope, size_t position, const Batch& batch, int64_t row) {
    const ListField& list = schema.lists[position];
    const size_t fields = schema.fields.size();
    nn::Embedding& table = scope.tables[table_positions(schema)[fields + position]];
    std::vector<at::Tensor> found;
    at::Tensor total = at::zeros({1}, table->weight.options());
    for (int64_t k = 0; k < list.length; ++k) {
      const at::Tensor id = batch.ids[row][schema.first_id(position) + k];
      if (id.item<int64_t>() < 0) continue;
      found.push_back(table(id));
      if (!list.weighted) continue;
      const at::Tensor weight = batch.values[row][schema.first_weight(position) + k];
      found.back() = found.back() * weight;
      total = total + weight;
    }
    const bool concat = std::holds_alternative<ConcatPooling>(list.pooling);
    const auto nothing = [&](int64_t width) { return at::zeros({width}, total.options()); };
    if (concat) {
      while (static_cast<int64_t>(found.size()) < list.length) found.push_back(nothing(list.dim));
      return at::cat(found);
    }
    if (found.empty()) return nothing(list.dim);
    const at::Tensor values = at::stack(found);
    if (std::holds_alternative<MaxPooling>(list.pooling)) return std::get<0>(values.max(0));
    if (std::holds_alternative<MeanPooling>(list.pooling)) {
      return list.weighted ? values.sum(0) / total : values.mean(0);
    }
    const auto* attention = std::get_if<AttentionPooling>(&list.pooling);
    if (attention == nullptr) return values.sum(0);
    const auto target = static_cast<size_t>(
        std::ranges::find(schema.fields, attention->target, &Field::name) - schema.fields.begin());
    const at::Tensor t =
        scope.tables[table_positions(schema)[target]](batch.ids[row][static_cast<int64_t>(target)])
            .expand_as(values);
    const at::Tensor weights =
        run(scope.attentions[position], at::cat({t, values, t - values, t * values}, 1));
    return (weights * values).sum(0);
  }

  const TowerConfig& tower_config(size_t task, const TowerConfig& standard) const {
    const TaskBase& base = base_of(tasks[task]);
    return base.tower ? *base.tower : standard;
  }

  // `first`: where its first layer is part of another.
  Layers tower(size_t task, int64_t in, const TowerConfig& standard,
               const std::optional<Place>& first = {}) {
    const TowerConfig& config = tower_config(task, standard);
    const std::string name = "tower_" + base_of(tasks[task]).name;
    Layers layers = mlp(config, name, in, 0, first.value_or(Place{name + "_0"}));
    if (!config.hidden.empty()) in = config.hidden.back();
    Layer logit;
    const bool is_first = first && config.hidden.empty();
    logit.linear = linear(in, 1, is_first ? *first : Place{name + "_logit"});
    layers.push_back(logit);
    return layers;
  }

  void operator()(const SingleTaskConfig& config) {
    for (size_t task = 0; task < tasks.size(); ++task) {
      const std::string name = base_of(tasks[task]).name;
      Path path;
      path.scope = add_scope("input_" + name);
      path.experts = {experts.size()};
      experts.push_back(mlp(config.bottom, "bottom_" + name, input_width, 0, {"input_" + name}));
      path.tower = config.bottom.hidden.empty()
                       ? tower(task, input_width, config.tower, Place{"input_" + name})
                       : tower(task, config.bottom.hidden.back(), config.tower);
      paths.push_back(path);
    }
  }

  void operator()(const SharedBottomConfig& config) {
    const size_t tables = add_scope("input");
    experts.push_back(mlp(config.bottom, "bottom", input_width, 0, {"input"}));
    int64_t column = 0;
    for (size_t task = 0; task < tasks.size(); ++task) {
      if (!config.bottom.hidden.empty()) {
        paths.push_back({tables, {0}, {}, tower(task, config.bottom.hidden.back(), config.tower)});
        continue;
      }
      const Place first{"input", 0, column, column};
      paths.push_back({tables, {0}, {}, tower(task, input_width, config.tower, first)});
      const TowerConfig& own = tower_config(task, config.tower);
      column += own.hidden.empty() ? 1 : own.hidden[0];
    }
  }

  void operator()(const OmoeConfig& config) { mixture(config, 1); }
  void operator()(const MmoeConfig& config) { mixture(config, tasks.size()); }
  void operator()(const ModelBase&) { throw std::invalid_argument("a model without a twin"); }

  void mixture(const MixtureConfig& config, size_t gate_count) {
    const size_t tables = add_scope("input");
    const int64_t count = config.experts.count, first_width = config.experts.hidden[0];
    Path path{tables, {}, {}, {}};
    for (int64_t e = 0; e < count; ++e) {
      path.experts.push_back(experts.size());
      experts.push_back(mlp(config.experts, "experts", input_width, e,
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
    int64_t in = input_width;
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

  // Fields, numerics, lists, those with attention, piecewise codes.
  at::Tensor input(Scope& scope, const Batch& batch) {
    std::vector<at::Tensor> parts;
    for (size_t i = 0; i < schema.fields.size(); ++i) {
      nn::Embedding& table = scope.tables[table_positions(schema)[i]];
      parts.push_back(table(batch.ids.select(1, static_cast<int64_t>(i))));
    }
    parts.push_back(batch.numerics);
    for (const bool attention : {false, true}) {
      for (size_t i = 0; i < schema.lists.size(); ++i) {
        if (scope.attentions[i].empty() == attention) continue;
        std::vector<at::Tensor> rows;
        for (int64_t row = 0; row < batch.rows; ++row) rows.push_back(pooled(scope, i, batch, row));
        parts.push_back(at::stack(rows));
      }
    }
    for (size_t i = 0; i < schema.piecewise.size(); ++i) {
      const int64_t first = schema.first_code(i), bins = schema.piecewise[i].bins;
      parts.push_back(at::relu(scope.piecewise[i](batch.values.narrow(1, first, bins))));
    }
    return at::cat(parts, 1);
  }

  std::vector<at::Tensor> logits(const Batch& batch, bool training) {
    for (const auto& module : modules) module->train(training);
    std::vector<at::Tensor> inputs;
    for (Scope& scope : scopes) inputs.push_back(input(scope, batch));
    // Every expert and gate runs once, or batch norm would count a batch several times.
    std::vector<at::Tensor> outputs, weights;
    for (size_t e = 0; e < experts.size(); ++e) {
      outputs.push_back(run(experts[e], inputs[inputs.size() == 1 ? 0 : e]));
    }
    for (Layers& one : gates) weights.push_back(at::softmax(run(one, inputs[0]), 1));
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
