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
             "tasks: [{name: a, type: regression, label: y0}], model: " +
                 yaml + "}",
             "test")
      .model;
}

std::vector<std::string> all_models() {
  return {"{type: single_task, bottom: {hidden: [7, 5]}, tower: {hidden: [4]}}",
          "{type: shared_bottom, bottom: {hidden: [7, 5]}, tower: {hidden: [4]}}",
          "{type: omoe, experts: {count: 3, hidden: [7, 5]}, tower: {hidden: [4]}}",
          "{type: mmoe, experts: {count: 3, hidden: [7, 5]}, tower: {hidden: [4]}}"};
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

Dataset random_rows(const Schema& schema, const std::vector<TaskConfig>& tasks, int64_t rows,
                    const std::string& name, double missing) {
  Dataset data;
  data.numeric_count = static_cast<int64_t>(schema.numerics.size());
  data.field_count = static_cast<int64_t>(schema.fields.size());
  data.task_count = static_cast<int64_t>(tasks.size());
  data.resize(rows);
  const RandomStream stream(1, name);
  std::vector<double> numbers(data.numerics.size());
  stream.child("numerics").normal(0, std::span<double>(numbers));
  std::ranges::copy(numbers, data.numerics.begin());
  numbers.resize(data.ids.size());
  stream.child("ids").uniform(0, numbers);
  for (size_t i = 0; i < numbers.size(); ++i) {
    const auto end = static_cast<double>(schema.fields[i % schema.fields.size()].rows);
    data.ids[i] = static_cast<int32_t>(numbers[i] * end);
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
