// Small models with all that a training step needs, and rows for them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/run_config.h"
#include "data/dataset.h"
#include "support/torch_tensors.h"
#include "train/batch_gradient.h"

namespace mmoe::test {

// The model of a YAML text such as "{type: mmoe, experts: {count: 3}}".
ModelConfig model_of(const std::string& yaml);

// One small config a model type; of those that a Twin knows.
std::vector<std::string> all_models();
std::vector<std::string> twin_models();

// Tasks a, b, ... by turns binary and regression, the second with weight 0.5.
std::vector<TaskConfig> mixed_tasks(size_t count);

// Numerics n0, n1, ... and fields f0, f1, ... of these [rows, dim].
Schema schema_of(int64_t numerics, const std::vector<std::pair<int64_t, int64_t>>& fields = {});

// Numbers, fields, lists of every pooling, and piecewise-linear codes. Some of them share a table
// of so many rows.
Schema every_kind(int64_t shared_rows = 9);

// Labels fit the tasks; lists may be empty; after the first row a share of them is missing.
Dataset random_rows(const Schema& schema, const std::vector<TaskConfig>& tasks, int64_t rows,
                    const std::string& name, double missing = 0);

// All rows of a dataset as a batch of its own.
Batch batch_of(const Dataset& data, at::ScalarType type, uint64_t step = 0);

// A model and its flat parameters, trained as a trainer does.
class Machine {
 public:
  Machine(const ModelConfig& model, std::vector<TaskConfig> tasks, const Schema& schema,
          at::ScalarType type, int64_t seed = 1, int threads = 1);

  // Mean loss of each task, by BatchGradient; gradient() is then that of their weighted sum.
  std::vector<double> forward_backward(const Batch& batch);
  // Logits of each task, [rows, 1], of one pass over all rows.
  std::vector<at::Tensor> logits(const Batch& batch, bool training = false);
  // The whole output of a node in the last logits() of so many rows.
  at::Tensor output(const std::string& node, int64_t rows);

  const std::vector<TaskConfig>& tasks() const { return tasks_; }
  const MultiTaskModel& model() const { return *model_; }
  const ParameterStore& store() const { return store_; }
  at::Tensor gradient() const { return last_->gradients().parameters(); }

  // Views of a parameter, its gradient, or a buffer by full name, such as "input.weight".
  at::Tensor parameter(const std::string& name) const;
  at::Tensor gradient_of(const std::string& name) const;
  at::Tensor buffer(const std::string& name) const;
  bool has(const std::string& name) const;

 private:
  const ParameterStore::Entry& entry(const std::string& name) const;
  // All rows at once, forward only.
  struct Forward {
    Preparation preparation;
    Pass pass;
    Forward(const Graph& graph, const at::Tensor& like, int64_t rows);
  };
  Forward& forward_for(int64_t rows);

  std::vector<TaskConfig> tasks_;
  std::shared_ptr<MultiTaskModel> model_;
  ParameterStore store_;
  int threads_;
  std::map<int64_t, BatchGradient> gradients_;  // by rows of the batch
  BatchGradient* last_ = nullptr;
  std::map<int64_t, Forward> forwards_;
};

}  // namespace mmoe::test
