#include "train/memory_estimate.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "base/process.h"
#include "losses/combination.h"
#include "losses/task_loss.h"
#include "models/multi_task_model.h"
#include "nn/autograd_block.h"
#include "nn/fold.h"
#include "nn/kernels.h"
#include "nn/pass.h"
#include "optim/state_size.h"
#include "optim/tables.h"
#include "train/batch_gradient.h"
#include "train/freeze.h"
#include "train/plan.h"
#include "train/pretrained_tables.h"

namespace mmoe {

namespace {

constexpr double kNumber = 4e-6;      // MB
constexpr double kFirstSteps = 9;     // MB of code and libraries that only training touches
constexpr int64_t kFoldAsFor = 8192;  // rows, as in evaluation

// The network with every table cut to as many rows as leave its kind of use the same, and not
// drawn: quickly made, and small.
std::shared_ptr<MultiTaskModel> outline_of(const RunConfig& config, Schema schema) {
  const int64_t most = std::max(kFoldAsFor, config.train.batch_size);
  const auto cut = [most](Field& field) {
    field.rows = std::min(field.rows, most);
    field.common = static_cast<int32_t>(std::min<int64_t>(field.common, field.rows - 1));
    field.init_deviation = 0;
  };
  std::ranges::for_each(schema.fields, cut);
  std::ranges::for_each(schema.lists, cut);
  return build_model(config.model, config.tasks, schema, config.train.seed);
}

// Numbers, of one member.
struct Sizes {
  double parameters = 0, buffers = 0;
  double gradients = 0;         // of one shard, those of what blocks prepare included
  double state = 0;             // of optimizers, as a checkpoint has it
  double bookkeeping = 0;       // of optimizers, besides
  double prepared = 0;          // for training and for evaluation
  double row = 0, passing = 0;  // activations of a row, with gradients and without
};

// Walks over the parameters of a network, each once.
class Counter {
 public:
  Counter(const RunConfig& config, const TrainingData& data, const MultiTaskModel& outline,
          const at::TensorOptions& options)
      : train_(config.train),
        outline_(outline),
        tables_(tables_of(data.encoders.schema())),
        large_from_(large_tables_from(train_, options)),
        frozen_(frozen_parameters(outline, freeze_patterns(train_, data))) {}

  Sizes count(const Kernels& kernels) {
    const std::vector<InPlace> in_place = plan_in_place(outline_);
    for (size_t i = 0; i < in_place.size(); ++i) {
      const Graph::Node& node = outline_.nodes()[i];
      for (const Block::Parameter& parameter : node.block->parameters()) add(node, parameter);
      for (const Block::Buffer& buffer : node.block->buffers()) {
        sizes_.buffers += static_cast<double>(buffer.value.numel());
      }
      add_passes(node, in_place[i], kernels);
    }
    return sizes_;
  }

 private:
  void add(const Graph::Node& node, const Block::Parameter& parameter) {
    if (!seen_.insert(parameter.value.unsafeGetTensorImpl()).second) return;
    const bool is_frozen = frozen_.contains(node.name + "." + parameter.name);
    const bool is_table = parameter.table >= 0;
    const int64_t rows =
        is_table ? tables_[static_cast<size_t>(parameter.table)].rows : parameter.value.size(0);
    const double row_size = static_cast<double>(parameter.value.numel() / parameter.value.size(0));
    const double size = static_cast<double>(rows) * row_size;
    sizes_.parameters += size;
    if (is_table && rows >= large_from_) return add_large(rows, row_size, parameter, is_frozen);
    sizes_.gradients += size;
    sizes_.state += is_frozen ? 0 : size * state_per_parameter(train_.optimizer);
    // Transposed, for training and for evaluation.
    if (parameter.kind == ParameterKind::weight) sizes_.prepared += 2 * size;
  }

  void add_large(int64_t rows, double row_size, const Block::Parameter& parameter, bool is_frozen) {
    const int64_t touched = std::min(train_.batch_size * parameter.columns, rows);
    sizes_.gradients += static_cast<double>(touched) * row_size;
    if (is_frozen) return;
    sizes_.state += static_cast<double>(rows) * state_per_row(train_, row_size);
    sizes_.bookkeeping += static_cast<double>(rows);  // steps that each row has taken
  }

  // An output, its gradient, and what a block keeps of the rows.
  void add_passes(const Graph::Node& node, const InPlace& in_place, const Kernels& kernels) {
    const auto width = static_cast<double>(node.block->width());
    sizes_.row += (in_place.output ? 0 : width) + (in_place.gradient ? 0 : width);
    sizes_.passing += in_place.output ? 0 : width;
    if (dynamic_cast<const AutogradBlock*>(node.block.get()) != nullptr) {
      for (const Source& source : node.inputs) sizes_.row += 4 * static_cast<double>(source.width);
    }
    for (const bool training : {true, false}) add_prepared(*node.block, training, kernels);
  }

  // Products of folded tables and their gradient; embeddings of those that are looked up.
  void add_prepared(const Block& block, bool training, const Kernels& kernels) {
    const auto prepared = block.plan(kernels, training ? train_.batch_size : kFoldAsFor);
    if (!prepared) return;
    if (!prepared->gradient_shape.empty()) {
      const auto size = static_cast<double>(c10::multiply_integers(prepared->gradient_shape));
      sizes_.prepared += size;
      sizes_.gradients += training ? size : 0;
    }
    const auto* fold = dynamic_cast<const FoldPlan*>(prepared.get());
    if (fold == nullptr || fold->looked_up.empty()) return;
    (training ? sizes_.row : sizes_.passing) +=
        static_cast<double>(fold->inputs + (training ? fold->embedded : 0));
  }

  const TrainConfig& train_;
  const MultiTaskModel& outline_;
  std::vector<Table> tables_;
  int64_t large_from_;
  std::set<std::string> frozen_;
  std::set<const c10::TensorImpl*> seen_;
  Sizes sizes_;
};

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
  const Sizes sizes = Counter(config, data, *outline, options).count(kernels);
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
