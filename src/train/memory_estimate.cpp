#include "train/memory_estimate.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "base/process.h"
#include "losses/combination.h"
#include "losses/task_loss.h"
#include "nn/kernels.h"
#include "train/batch_gradient.h"
#include "train/network_sizes.h"
#include "train/plan.h"

namespace mmoe {

namespace {

constexpr double kNumber = 4e-6;   // MB
constexpr double kFirstSteps = 9;  // MB of code and libraries that only training touches

double numbers_in_row(const Dataset& data) {
  double numbers = 0;
  data.each_matrix(data, [&](const auto&, const auto&, int64_t columns) {
    numbers += static_cast<double>(columns);
  });
  return numbers;
}

double numbers_in(const std::optional<Dataset>& part) {
  return part ? static_cast<double>(part->rows) * numbers_in_row(*part) : 0;
}

double rows_in(const std::optional<Dataset>& part) {
  return part ? static_cast<double>(part->rows) : 0;
}

double rows_mb(const TrainingData& data) {
  return kNumber * (static_cast<double>(data.train.rows) * numbers_in_row(data.train) +
                    numbers_in(data.valid) + numbers_in(data.test));
}

// The order of the rows, and two batches.
double batches_mb(const RunConfig& config, const TrainingData& data) {
  const Schema schema = data.encoders.schema();
  const size_t columns = schema.numerics.size() + config.tasks.size() +
                         static_cast<size_t>(schema.id_columns() + schema.value_columns());
  return 2 * kNumber *
         (static_cast<double>(data.train.rows) +
          static_cast<double>(config.train.batch_size) * static_cast<double>(columns));
}

// Rows that passes of a shard have room for: pieces are made once for each number of rows.
double rows_in_passes(int64_t batch, int64_t last, int64_t shards, int64_t piece) {
  std::set<int64_t> sizes;
  for (const int64_t rows : {batch / shards, last / shards}) {
    if (rows >= piece) sizes.insert(piece);
    sizes.insert(rows % piece);
  }
  return static_cast<double>(std::accumulate(sizes.begin(), sizes.end(), int64_t{0}));
}

// Logits, their mean over members, and what metrics make of one task's: values, labels, an order.
double evaluation_mb(const RunConfig& config, const TrainingData& data) {
  double outputs = 0;
  for (const TaskConfig& task : config.tasks) outputs += static_cast<double>(logits_of(task));
  const double rows = std::max(rows_in(data.valid), rows_in(data.test));
  return 1e-6 * rows * (8 * outputs * static_cast<double>(config.train.members + 1) + 32);
}

int threads_of_member(const RunConfig& config, const MultiTaskModel& outline,
                      const at::TensorOptions& options, const Cores& cores) {
  if (!options.device().is_cpu() || compares_rows(config.tasks) || config.train.members > 1) {
    return 1;
  }
  return threads_for(cores, multiplications(config, outline));
}

}  // namespace

double MemoryEstimate::peak() const {
  return std::max(reading, program + data + parameters + training + activations + copies);
}

RunEstimate estimate_run(const RunConfig& config, const TrainingData& data,
                         const at::TensorOptions& options, const Cores& cores) {
  const auto outline = outline_of(config, data.encoders.schema());
  const Kernels& kernels = kernels_for(at::empty({0}, options));
  const NetworkSizes sizes = sizes_of(config, data, *outline, options, kernels);
  const auto members = static_cast<double>(config.train.members);
  const int threads = threads_of_member(config, *outline, options, cores);
  const auto shards = static_cast<double>(threads);
  const auto combination = make_combination(config.train, config.tasks, options, 1);
  const bool by_task = combination && combination->takes_gradients();
  const double mean = config.train.ema ? sizes.parameters : 0;
  const double encoders = 1e-6 * static_cast<double>(to_bytes(data.encoders).size());

  RunEstimate run;
  run.best_mb = kNumber * members * (sizes.parameters + sizes.buffers) + encoders;
  const double best = data.valid ? sizes.parameters + sizes.buffers : 0;  // kept for the test
  run.last_mb = run.best_mb + kNumber * members * (best + sizes.state + mean);
  MemoryEstimate& memory = run.memory;
  memory.reading = peak_memory_mb();
  memory.program = std::max(0.0, resident_memory_mb() - rows_mb(data)) + kFirstSteps;
  memory.data = rows_mb(data) + members * batches_mb(config, data);
  memory.activations = evaluation_mb(config, data);
  memory.copies = encoders;
  if (!options.device().is_cpu()) {
    memory.copies += run.last_mb;  // what a checkpoint takes from the device
    return run;
  }
  const double by_tasks = by_task ? static_cast<double>(config.tasks.size()) + 1 : 0;
  memory.parameters = kNumber * members * (sizes.parameters + sizes.buffers);
  memory.training = kNumber * members *
                    (shards * (1 + by_tasks) * sizes.gradients + sizes.state + sizes.bookkeeping +
                     sizes.prepared + mean);
  const int64_t batch = config.train.batch_size;
  const bool whole = outline->mixes_rows() || compares_rows(config.tasks) || by_task;
  const double rows = rows_in_passes(batch, data.train.rows % batch, threads,
                                     whole ? batch : rows_of_piece(*outline));
  memory.activations +=
      kNumber * members *
      (shards * rows * sizes.row + static_cast<double>(rows_of_piece(*outline)) * sizes.passing);
  if (data.valid) memory.copies += memory.parameters;
  return run;
}

MemoryEstimate at_once(MemoryEstimate one, int64_t runs) {
  const auto count = static_cast<double>(runs);
  for (double MemoryEstimate::* part : {&MemoryEstimate::parameters, &MemoryEstimate::training,
                                        &MemoryEstimate::activations, &MemoryEstimate::copies}) {
    one.*part *= count;
  }
  return one;
}

}  // namespace mmoe
