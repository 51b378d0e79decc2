#include "support/torch_losses.h"

#include <ATen/core/Tensor.h>

#include <cmath>

#include "base/random.h"
#include "config/run_config.h"
#include "losses/task_loss.h"

namespace mmoe::test {

TaskConfig loss_task(const std::string& yaml) {
  return parse_config(
             "{name: test, data: {type: synthetic}, features: [{name: x0, type: numeric}], "
             "model: mmoe, tasks: [{name: a, label: y0, metrics: [], " +
                 yaml + "}]}",
             "test")
      .tasks.front();
}

std::vector<TaskConfig> tasks_of_all_losses() {
  std::vector<TaskConfig> tasks;
  for (const char* yaml :
       {"type: binary, loss: bce", "type: binary, loss: {type: bce, pos_weight: 3}",
        "type: binary, loss: {type: bce, pos_weight: 3, label_smoothing: 0.2}",
        "type: binary, loss: focal",
        "type: binary, loss: {type: focal, gamma: 1.5, alpha: 0.6, label_smoothing: 0.1}",
        "type: binary, loss: pairwise", "type: binary, loss: {type: jrc, alpha: 0.3}",
        "type: binary, loss: [{type: bce, weight: 0.5}, {type: pairwise, weight: 2}]",
        "type: binary, loss: [jrc, {type: bce, weight: 2}, pairwise]", "type: regression",
        "type: regression, loss: mae", "type: regression, loss: {type: huber, delta: 0.5}",
        "type: regression, loss: [{type: mse, weight: 0.25}, mae]",
        "type: regression, loss: poisson", "type: regression, loss: ziln",
        "type: multiclass, num_classes: 4",
        "type: multiclass, num_classes: 3, loss: {type: cross_entropy, label_smoothing: 0.3}"}) {
    tasks.push_back(loss_task(yaml));
  }
  return tasks;
}

LossCase random_case(const TaskConfig& task, size_t rows, const std::string& name) {
  const RandomStream stream(1, name);
  const auto columns = static_cast<size_t>(logits_of(task));
  LossCase made;
  made.logits.resize(rows * columns);
  made.labels.resize(rows);
  made.weights.resize(rows);
  made.groups.resize(rows);
  stream.normal(0, std::span<double>(made.logits));
  stream.uniform(1, made.labels);
  stream.uniform(2, made.weights);
  stream.uniform(3, made.groups);
  for (size_t row = 0; row < rows; ++row) {
    double& label = made.labels[row];
    if (std::holds_alternative<BinaryTask>(task)) label = label < 0.4 ? 1 : 0;
    if (std::holds_alternative<RegressionTask>(task)) label = label < 0.3 ? 0 : 3 * label;
    if (std::holds_alternative<MulticlassTask>(task)) {
      label = std::floor(label * static_cast<double>(columns));
    }
    made.groups[row] = std::floor(made.groups[row] * 3);
  }
  return made;
}

LossResult run_loss(TaskConfig task, const LossCase& rows, double factor, at::ScalarType type) {
  const auto count = static_cast<int64_t>(rows.labels.size());
  const int64_t columns = logits_of(task);
  BinaryTask other;
  other.group = "other";
  if (!rows.groups.empty()) std::visit([](auto& t) { t.group = "own"; }, task);
  const auto second_of_three = [&](const std::vector<double>& numbers, at::ScalarType as) {
    at::Tensor wide = filled({count, 3}, 9, as);
    wide.select(1, 1).copy_(tensor(numbers, {count}, as));
    return wide;
  };
  Batch batch;
  batch.rows = batch.whole_rows = count;
  batch.labels = second_of_three(rows.labels, type);
  if (!rows.weights.empty()) batch.weights = second_of_three(rows.weights, type);
  if (!rows.groups.empty()) batch.groups = second_of_three(rows.groups, at::kInt);
  LabelCounts counts;
  for (size_t row = 0; row < rows.labels.size(); ++row) {
    if (std::isnan(rows.labels[row])) continue;
    counts.rows += 1;
    counts.positives += rows.labels[row] == 1 ? 1 : 0;
    counts.weight += rows.weights.empty() ? 1 : rows.weights[row];
  }
  batch.labelled = {{}, counts};
  at::Tensor wide = filled({count, columns + 2}, 77, type), d_wide = wide.clone();
  wide.narrow(1, 1, columns).copy_(tensor(rows.logits, {count, columns}, type));
  at::Tensor d_logits = d_wide.narrow(1, 2, columns), sums = zeros({2}, at::kDouble);
  const std::vector<TaskConfig> tasks = {other, task};
  TaskLoss(tasks, 1)(batch, wide.narrow(1, 1, columns), factor, d_logits, sums);
  return {values(sums)[1], values(d_logits)};
}

}  // namespace mmoe::test
