// Logits and metrics over a dataset, in blocks of a fixed number of rows, so that a row's result
// depends on neither threads, batch size nor neighbours. (Some CPUs' products round the last bit by
// a row's place in the block, which is always the same for the same data.)
#pragma once

#include <memory>
#include <vector>

#include "data/dataset.h"
#include "metrics/head.h"
#include "metrics/metrics.h"
#include "models/multi_task_model.h"
#include "nn/pass.h"

namespace mmoe {

class ActivityMeter;

class Evaluator {
 public:
  // Tables are folded as for batches of this size, however many rows there are: a row's result must
  // not depend on that. On a device a block has so many.
  static constexpr int64_t kFoldAsFor = 8192;

  // The model must keep its place and type while this lives.
  Evaluator(const MultiTaskModel& model, const at::TensorOptions& options);

  // By task, [rows, logits_of(task)]. `meter`: is shown every pass.
  std::vector<std::vector<double>> logits(const Dataset& data, ActivityMeter* meter = nullptr);

 private:
  void append(const at::Tensor& logits, int64_t rows, std::vector<double>& all) const;

  const MultiTaskModel& model_;
  at::TensorOptions options_;
  int64_t block_rows_;
  Preparation preparation_;
  Pass pass_;
  std::vector<at::Tensor> outputs_;  // of pass_, by task
};

// "loss", then the metrics of every task. Logits by task, [rows, logits_of(task)].
MetricValues evaluate_tasks(const std::vector<Head>& heads, const Dataset& data,
                            const std::vector<std::vector<double>>& logits);

// A model's outputs for some rows, by task, and what they mean.
struct MemberLogits {
  std::vector<Head> heads;
  std::vector<std::vector<double>> logits;
};

// Logits, for the heads of the first, by which an ensemble predicts the mean of what its members
// predict (metrics/ensemble.h). Throws Error(data) if the members have not the same rows.
std::vector<std::vector<double>> average_logits(const std::vector<MemberLogits>& members);

}  // namespace mmoe
