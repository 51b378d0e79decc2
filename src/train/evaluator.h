// Logits and metrics over a dataset, in blocks of a fixed number of rows, so that a row's result
// depends on neither threads, batch size nor neighbours. (Some CPUs' products round the last bit by
// a row's place in the block, which is always the same for the same data.)
#pragma once

#include <memory>
#include <vector>

#include "config/run_config.h"
#include "data/dataset.h"
#include "metrics/metrics.h"
#include "models/multi_task_model.h"
#include "nn/pass.h"
#include "train/gate_load.h"

namespace mmoe {

class Evaluator {
 public:
  // The model must keep its place and type while this lives.
  Evaluator(const MultiTaskModel& model, const at::TensorOptions& options);

  // By task, the logit of each row. `loads`: what gates did is added there.
  std::vector<std::vector<double>> logits(const Dataset& data, GateLoads* loads = nullptr);

 private:
  void append(const at::Tensor& logits, int64_t rows, std::vector<double>& all) const;

  const MultiTaskModel& model_;
  at::TensorOptions options_;
  int64_t block_rows_;
  Preparation preparation_;
  Pass pass_;
  std::vector<at::Tensor> outputs_;  // of pass_, by task
};

// "loss", then the metrics of every task.
MetricValues evaluate_tasks(const std::vector<TaskConfig>& tasks, const Dataset& data,
                            const std::vector<std::vector<double>>& logits);

// Labels, scores of one task of a dataset.
ScoredRows scored_rows(const Dataset& data, size_t task, const std::vector<double>& logits);

// What an ensemble predicts: the mean probability of a binary task as a logit, the mean value of
// a regression. By model, task and row.
std::vector<std::vector<double>> average_logits(
    const std::vector<TaskConfig>& tasks,
    const std::vector<std::vector<std::vector<double>>>& by_model);

double probability(double logit);

}  // namespace mmoe
