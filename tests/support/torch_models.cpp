#include "support/torch_models.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "base/random.h"
#include "nn/kernels.h"
#include "train/batches.h"

namespace mmoe::test {

ModelConfig model_of(const std::string& yaml) {
  return parse_config(
             "{name: test, data: {type: synthetic}, features: [{name: x0, type: numeric}], "
             "tasks: [{name: a, type: regression, label: y0}, {name: b, type: regression, label: "
             "y1}], model: " +
                 yaml + "}",
             "test")
      .model;
}

std::vector<std::string> twin_models() {
  return {"{type: single_task, bottom: {hidden: [7, 5]}, tower: {hidden: [4]}}",
          "{type: shared_bottom, bottom: {hidden: [7, 5]}, tower: {hidden: [4]}}",
          "{type: omoe, experts: {count: 3, hidden: [7, 5]}, tower: {hidden: [4]}}",
          "{type: mmoe, experts: {count: 3, hidden: [7, 5]}, tower: {hidden: [4]}}"};
}

std::vector<std::string> all_models() {
  std::vector<std::string> all = twin_models();
  all.emplace_back(
      "{type: ple, levels: [{shared: 2, per_task: 1, hidden: [7, 5]}, {hidden: [6], activation: "
      "tanh}], tower: {hidden: [4]}}");
  all.emplace_back(
      "{type: backbone, tower: {hidden: [4]}, blocks: ["
      "{name: mixed, type: mmoe, inputs: [weighed, crossed], experts: {count: 3, hidden: [7, 5]}}, "
      "{name: weighed, type: senet, inputs: normal, reduction: 2}, "
      "{name: crossed, type: cross, inputs: normal, rank: 2}, "
      "{name: normal, type: input, inputs: features, layer_norm: true}], outputs: mixed}");
  return all;
}

std::vector<TaskConfig> mixed_tasks(size_t count) {
  std::vector<TaskConfig> tasks;
  for (size_t i = 0; i < count; ++i) {
    TaskBase base;
    base.name = std::string(1, static_cast<char>('a' + i));
    base.label.column = base.name;
    base.weight = i == 1 ? 0.5 : 1;
    if (i % 2 == 0) {
      BinaryTask task;
      static_cast<TaskBase&>(task) = base;
      tasks.emplace_back(task);
    } else {
      RegressionTask task;
      static_cast<TaskBase&>(task) = base;
      tasks.emplace_back(task);
    }
  }
  return tasks;
}

Schema schema_of(int64_t numerics, const std::vector<std::pair<int64_t, int64_t>>& fields) {
  Schema schema;
  for (int64_t i = 0; i < numerics; ++i) schema.numerics.push_back("n" + std::to_string(i));
  for (const auto& [rows, dim] : fields) {
    schema.fields.push_back({"f" + std::to_string(schema.fields.size()), rows, dim, 0.5});
  }
  return schema;
}

Schema every_kind(int64_t shared_rows) {
  Schema schema = schema_of(2, {{shared_rows, 4}, {5, 3}, {shared_rows, 4}});
  schema.fields[0].table = schema.fields[2].table = "items";
  const auto add_list = [&](int64_t length, PoolingConfig pooling, bool weighted, Field field) {
    field.name = "l" + std::to_string(schema.lists.size());
    schema.lists.push_back({field, length, std::move(pooling), weighted});
  };
  const Field items{"", shared_rows, 4, 0.5, 0, "items"}, own{"", 7, 3, 0.5};
  add_list(5, MeanPooling(), false, items);
  add_list(3, SumPooling(), true, own);
  add_list(4, MaxPooling(), false, own);
  add_list(2, ConcatPooling(), false, own);
  add_list(3, MeanPooling(), true, items);
  AttentionPooling attention;
  attention.target = "f2";
  attention.hidden = {5, 4};
  add_list(4, attention, false, items);
  schema.piecewise = {{"p0", 3, 2}, {"p1", 5, 4}};
  return schema;
}

namespace {

// Cuts lists off where a draw says so.
void draw_lists(const Schema& schema, const RandomStream& stream, Dataset& data) {
  for (size_t i = 0; i < schema.lists.size(); ++i) {
    const ListField& list = schema.lists[i];
    std::vector<double> draws(static_cast<size_t>(data.rows * (list.length + 1)));
    stream.child("list " + std::to_string(i)).uniform(0, std::span<double>(draws));
    for (int64_t row = 0; row < data.rows; ++row) {
      const double* const own = draws.data() + row * (list.length + 1);
      const auto count = static_cast<int64_t>(own[0] * static_cast<double>(list.length + 1));
      int32_t* const ids = data.ids.data() + row * data.field_count + schema.first_id(i);
      for (int64_t k = 0; k < list.length; ++k) {
        ids[k] = k < count ? static_cast<int32_t>(own[1 + k] * static_cast<double>(list.rows)) : -1;
      }
    }
  }
}

}  // namespace

Dataset random_rows(const Schema& schema, const std::vector<TaskConfig>& tasks, int64_t rows,
                    const std::string& name, double missing) {
  Dataset data;
  data.numeric_count = static_cast<int64_t>(schema.numerics.size());
  data.field_count = schema.id_columns();
  data.value_count = schema.value_columns();
  data.task_count = static_cast<int64_t>(tasks.size());
  data.resize(rows);
  const RandomStream stream(1, name);
  std::vector<double> numbers(data.numerics.size());
  stream.child("numerics").normal(0, std::span<double>(numbers));
  std::ranges::copy(numbers, data.numerics.begin());
  numbers.resize(data.ids.size());
  stream.child("ids").uniform(0, numbers);
  const auto columns = static_cast<size_t>(data.field_count);
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (i % columns >= schema.fields.size()) continue;
    const auto end = static_cast<double>(schema.fields[i % columns].rows);
    data.ids[i] = static_cast<int32_t>(numbers[i] * end);
  }
  draw_lists(schema, stream, data);
  numbers.resize(data.values.size());
  stream.child("values").uniform(0, numbers);
  for (size_t i = 0; i < numbers.size(); ++i) {
    // Codes of both signs, so that relu cuts no unit off for good.
    const auto column = static_cast<int64_t>(i) % data.value_count;
    const bool is_code = column >= schema.first_code(0);
    data.values[i] = static_cast<float>(is_code ? 6 * numbers[i] - 3 : numbers[i]);
  }
  numbers.resize(data.labels.size());
  stream.child("labels").normal(0, std::span<double>(numbers));
  std::vector<double> luck(numbers.size());
  stream.child("missing").uniform(0, luck);
  for (size_t i = 0; i < numbers.size(); ++i) {
    const bool binary = std::holds_alternative<BinaryTask>(tasks[i % tasks.size()]);
    data.labels[i] = static_cast<float>(binary ? (numbers[i] > 0 ? 1 : 0) : numbers[i]);
    if (i >= tasks.size() && luck[i] < missing) {
      data.labels[i] = std::numeric_limits<float>::quiet_NaN();
    }
  }
  return data;
}

Batch batch_of(const Dataset& data, at::ScalarType type, uint64_t step) {
  Batch batch = make_batch(data, 0, data.rows, of(type));
  batch.step = step;
  for (at::Tensor* part :
       {&batch.numerics, &batch.ids, &batch.values, &batch.labels, &batch.weights, &batch.groups}) {
    if (part->defined()) *part = part->clone();
  }
  batch.labelled = count_labels(data);
  return batch;
}

namespace {
constexpr int64_t kDropoutSeed = 1;
}  // namespace

Machine::Machine(const ModelConfig& model, std::vector<TaskConfig> tasks, const Schema& schema,
                 at::ScalarType type, int64_t seed, int threads)
    : tasks_(std::move(tasks)),
      model_(build_model(model, tasks_, schema, seed)),
      store_(*model_, of(type)),
      threads_(threads) {}

std::vector<double> Machine::forward_backward(const Batch& batch) {
  last_ = &gradients_
               .try_emplace(batch.rows, *model_, store_, tasks_, batch.rows, kDropoutSeed, threads_)
               .first->second;
  gradient().zero_();
  (*last_)(batch);
  return last_->take_losses();
}

Machine::Forward::Forward(const Graph& graph, const at::Tensor& like, int64_t rows)
    : preparation(graph, kernels_for(like), rows),
      pass({graph, preparation, like.options(), RandomStream(kDropoutSeed, "dropout")}, rows) {}

Machine::Forward& Machine::forward_for(int64_t rows) {
  return forwards_.try_emplace(rows, *model_, store_.flat(), rows).first->second;
}

std::vector<at::Tensor> Machine::logits(const Batch& batch, bool training) {
  Forward& forward = forward_for(batch.rows);
  forward.preparation.begin();
  forward.pass.forward(batch, training);
  std::vector<at::Tensor> all;
  for (const Source& logit : model_->logits) all.push_back(forward.pass.output(logit).clone());
  return all;
}

at::Tensor Machine::output(const std::string& node, int64_t rows) {
  const auto& nodes = model_->nodes();
  const auto place = std::ranges::find(nodes, node, &Graph::Node::name);
  if (place == nodes.end()) throw std::out_of_range("no node " + node);
  return forward_for(rows).pass.output(
      {static_cast<size_t>(place - nodes.begin()), 0, place->block->width()});
}

const ParameterStore::Entry& Machine::entry(const std::string& name) const {
  const auto place = std::ranges::find(store_.entries(), name, &ParameterStore::Entry::name);
  if (place == store_.entries().end()) throw std::out_of_range("no parameter " + name);
  return *place;
}

bool Machine::has(const std::string& name) const {
  return std::ranges::count(store_.entries(), name, &ParameterStore::Entry::name) == 1;
}

at::Tensor Machine::parameter(const std::string& name) const { return entry(name).value; }

at::Tensor Machine::gradient_of(const std::string& name) const {
  const ParameterStore::Entry& one = entry(name);
  return gradient().narrow(0, one.offset, one.size).view(one.value.sizes());
}

at::Tensor Machine::buffer(const std::string& name) const {
  for (const Graph::Node& node : model_->nodes()) {
    for (const Block::Buffer& buffer : node.block->buffers()) {
      if (node.name + "." + buffer.name == name) return buffer.value;
    }
  }
  throw std::out_of_range("no buffer " + name);
}

}  // namespace mmoe::test
