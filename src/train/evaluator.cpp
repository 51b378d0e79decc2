#include "train/evaluator.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "nn/kernels_cpu.h"
#include "train/batches.h"

namespace mmoe {

namespace {

constexpr int64_t kBlockRows = 1024;

// A product may round otherwise when it is split over threads.
class OneThread {
 public:
  OneThread() : aten_(at::get_num_threads()), blas_(blas_threads()) {
    at::set_num_threads(1);
    set_blas_threads(1);
  }
  ~OneThread() {
    at::set_num_threads(aten_);
    set_blas_threads(blas_);
  }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int aten_, blas_;
};

// Rows [first, first + count) of the data, padded to a whole block with zeros.
void fill_block(const Dataset& data, int64_t first, int64_t count, Dataset& block) {
  const auto copy = [&](const auto& from, auto& to, int64_t width) {
    std::ranges::fill(to, 0);
    std::copy_n(from.data() + first * width, count * width, to.data());
  };
  copy(data.numerics, block.numerics, data.numeric_count);
  copy(data.ids, block.ids, data.field_count);
}

}  // namespace

Evaluator::Evaluator(const MultiTaskModel& model, const at::TensorOptions& options)
    : model_(model),
      options_(options),
      pass_(model, kBlockRows, options, {}, RandomStream(0, "unused")) {}

std::vector<std::vector<double>> Evaluator::logits(const Dataset& data) {
  const OneThread one_thread;
  std::vector<std::vector<double>> all(model_.logits.size());
  for (auto& task : all) task.reserve(static_cast<size_t>(data.rows));
  Dataset block;
  block.numeric_count = data.numeric_count;
  block.field_count = data.field_count;
  block.resize(kBlockRows);
  for (int64_t first = 0; first < data.rows; first += kBlockRows) {
    const int64_t count = std::min(kBlockRows, data.rows - first);
    fill_block(data, first, count, block);
    const Batch batch = make_batch(block, 0, kBlockRows, options_);
    pass_.forward(batch, /*training=*/false);
    for (size_t task = 0; task < all.size(); ++task) {
      const at::Tensor out = pass_.output(model_.logits[task]).to(at::kCPU, at::kDouble);
      const double* values = out.const_data_ptr<double>();
      all[task].insert(all[task].end(), values, values + count);
    }
  }
  return all;
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
