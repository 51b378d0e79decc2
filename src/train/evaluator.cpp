#include "train/evaluator.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "nn/kernels.h"
#include "train/batch_gradient.h"
#include "train/batches.h"

namespace mmoe {

namespace {

// Tables are folded as for batches of this size, however many rows there are: a row's result must
// not depend on that. On a device a block has so many.
constexpr int64_t kFoldAsFor = 8192;

// The last rows, padded to a whole block with zeros.
Dataset padded_block(const Dataset& data, int64_t first, int64_t block_rows) {
  Dataset block;
  block.shape_like(data);
  block.resize(block_rows);
  data.each_matrix(block, [&](const auto& from, auto& to, int64_t width) {
    std::copy(from.begin() + first * width, from.begin() + data.rows * width, to.begin());
  });
  return block;
}

}  // namespace

Evaluator::Evaluator(const MultiTaskModel& model, const at::TensorOptions& options)
    : model_(model),
      options_(options),
      block_rows_(options.device().is_cpu() ? rows_of_piece(model) : kFoldAsFor),
      preparation_(model, kernels_for(at::empty({0}, options)), kFoldAsFor),
      pass_({model, preparation_, options}, block_rows_) {
  for (const Source& logits : model.logits) outputs_.push_back(pass_.output(logits));
}

std::vector<std::vector<double>> Evaluator::logits(const Dataset& data, GateLoads* loads) {
  std::vector<std::vector<double>> all(outputs_.size());
  for (auto& task : all) task.reserve(static_cast<size_t>(data.rows));
  preparation_.begin();
  for (int64_t first = 0; first < data.rows; first += block_rows_) {
    const int64_t count = std::min(block_rows_, data.rows - first);
    Dataset last;
    if (count < block_rows_) last = padded_block(data, first, block_rows_);
    const Batch batch = count < block_rows_ ? make_batch(last, 0, block_rows_, options_)
                                            : make_batch(data, first, block_rows_, options_);
    pass_.forward(batch, /*training=*/false);
    if (loads != nullptr) loads->add(pass_, count);
    for (size_t task = 0; task < all.size(); ++task) append(outputs_[task], count, all[task]);
  }
  return all;
}

void Evaluator::append(const at::Tensor& logits, int64_t rows, std::vector<double>& all) const {
  const at::Tensor values = logits.to(at::kCPU, at::kDouble);
  all.insert(all.end(), values.const_data_ptr<double>(), values.const_data_ptr<double>() + rows);
}

ScoredRows scored_rows(const Dataset& data, size_t task, const std::vector<double>& logits) {
  std::vector<float> labels(logits.size());
  const auto tasks = static_cast<size_t>(data.task_count);
  for (size_t row = 0; row < labels.size(); ++row) labels[row] = data.labels[row * tasks + task];
  return labelled_rows(labels, logits);
}

MetricValues evaluate_tasks(const std::vector<TaskConfig>& tasks, const Dataset& data,
                            const std::vector<std::vector<double>>& logits) {
  MetricValues all = {{"loss", 0.0}};
  for (size_t task = 0; task < tasks.size(); ++task) {
    const MetricValues values = evaluate_task(tasks[task], scored_rows(data, task, logits[task]));
    const auto loss = values.front().second;
    auto& total = all.front().second;
    // A task without a labelled row has no loss to add; it counts 0, as in training.
    if (total && loss) *total += base_of(tasks[task]).weight * *loss;
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

double probability(double logit) { return 1 / (1 + std::exp(-logit)); }

std::vector<std::vector<double>> average_logits(
    const std::vector<TaskConfig>& tasks,
    const std::vector<std::vector<std::vector<double>>>& by_model) {
  if (by_model.size() == 1) return by_model.front();
  for (const auto& logits : by_model) {
    if (logits.front().size() != by_model.front().front().size()) {
      throw data_error("the checkpoints disagree on which rows are bad; evaluate them one by one");
    }
  }
  std::vector<std::vector<double>> average = by_model.front();
  const auto models = static_cast<double>(by_model.size());
  for (size_t task = 0; task < average.size(); ++task) {
    const bool binary = std::holds_alternative<BinaryTask>(tasks[task]);
    for (size_t row = 0; row < average[task].size(); ++row) {
      double positive = 0, negative = 0, sum = 0;
      for (const auto& logits : by_model) {
        const double logit = logits[task][row];
        positive += probability(logit);
        negative += probability(-logit);  // 1 - p, without loss for p near 1
        sum += logit;
      }
      average[task][row] = binary ? std::log(positive / negative) : sum / models;
    }
  }
  return average;
}

}  // namespace mmoe
