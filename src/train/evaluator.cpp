#include "train/evaluator.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <optional>
#include <span>

#include "base/error.h"
#include "metrics/ensemble.h"
#include "nn/kernels.h"
#include "train/activity.h"
#include "train/batch_gradient.h"
#include "train/batches.h"

namespace mmoe {

namespace {

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

// Of each task's group among the dataset's.
std::vector<std::optional<size_t>> group_positions(const std::vector<Head>& heads) {
  std::vector<TaskConfig> tasks;
  for (const Head& head : heads) tasks.push_back(head.task);
  const std::vector<std::string> columns = group_columns(tasks);
  std::vector<std::optional<size_t>> positions;
  for (const TaskConfig& task : tasks) {
    const auto& group = base_of(task).group;
    const auto place = std::ranges::find(columns, group.value_or("")) - columns.begin();
    positions.push_back(group ? std::optional(static_cast<size_t>(place)) : std::nullopt);
  }
  return positions;
}

template <class T>
std::vector<T> column_of(const std::vector<T>& matrix, int64_t width, size_t position) {
  std::vector<T> column;
  for (size_t i = position; i < matrix.size(); i += static_cast<size_t>(width)) {
    column.push_back(matrix[i]);
  }
  return column;
}

// Labels, logits, weights and groups of one task.
ScoredRows rows_of(const Dataset& data, size_t task, std::optional<size_t> group,
                   const std::vector<double>& logits) {
  std::vector<float> weights;
  std::vector<int32_t> groups;
  if (data.weight_count > 0) weights = column_of(data.weights, data.weight_count, task);
  if (group) groups = column_of(data.groups, data.group_count, *group);
  return labelled_rows(column_of(data.labels, data.task_count, task), logits, weights, groups);
}

size_t rows_in(const MemberLogits& member) {
  const auto columns = static_cast<size_t>(logits_of(member.heads.front().task));
  return member.logits.front().size() / columns;
}

}  // namespace

Evaluator::Evaluator(const MultiTaskModel& model, const at::TensorOptions& options)
    : model_(model),
      options_(options),
      block_rows_(options.device().is_cpu() ? rows_of_piece(model) : kFoldAsFor),
      preparation_(model, kernels_for(at::empty({0}, options)), kFoldAsFor,
                   /*training=*/false),
      pass_({model, preparation_, options}, block_rows_) {
  for (const Source& logits : model.logits) outputs_.push_back(pass_.output(logits));
}

std::vector<std::vector<double>> Evaluator::logits(const Dataset& data, ActivityMeter* meter) {
  std::vector<std::vector<double>> all(outputs_.size());
  for (size_t task = 0; task < all.size(); ++task) {
    all[task].reserve(static_cast<size_t>(data.rows * outputs_[task].size(1)));
  }
  preparation_.begin();
  for (int64_t first = 0; first < data.rows; first += block_rows_) {
    const int64_t count = std::min(block_rows_, data.rows - first);
    Dataset last;
    if (count < block_rows_) last = padded_block(data, first, block_rows_);
    const Batch batch = count < block_rows_ ? make_batch(last, 0, block_rows_, options_)
                                            : make_batch(data, first, block_rows_, options_);
    pass_.forward(batch, /*training=*/false);
    if (meter != nullptr) meter->add(pass_, count);
    for (size_t task = 0; task < all.size(); ++task) append(outputs_[task], count, all[task]);
  }
  return all;
}

void Evaluator::append(const at::Tensor& logits, int64_t rows, std::vector<double>& all) const {
  const at::Tensor values = logits.to(at::kCPU, at::kDouble).contiguous();
  const double* first = values.const_data_ptr<double>();
  all.insert(all.end(), first, first + rows * values.size(1));
}

MetricValues evaluate_tasks(const std::vector<Head>& heads, const Dataset& data,
                            const std::vector<std::vector<double>>& logits) {
  const std::vector<std::optional<size_t>> groups = group_positions(heads);
  MetricValues all = {{"loss", 0.0}};
  for (size_t task = 0; task < heads.size(); ++task) {
    const MetricValues values =
        evaluate_task(heads[task], rows_of(data, task, groups[task], logits[task]));
    const auto loss = values.front().second;
    auto& total = all.front().second;
    // A task without a labelled row has no loss to add; it counts 0, as in training.
    if (total && loss) *total += base_of(heads[task].task).weight * *loss;
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

std::vector<std::vector<double>> average_logits(const std::vector<MemberLogits>& members) {
  const std::vector<std::vector<double>>& first = members.front().logits;
  if (members.size() == 1) return first;
  for (const MemberLogits& member : members) {
    if (rows_in(member) != rows_in(members.front())) {
      throw data_error("the checkpoints disagree on which rows are bad; evaluate them one by one");
    }
  }
  std::vector<std::vector<double>> average(first.size());
  for (size_t task = 0; task < average.size(); ++task) {
    std::vector<const Head*> heads;
    for (const MemberLogits& member : members) heads.push_back(&member.heads[task]);
    std::vector<std::span<const double>> logits;
    for (size_t row = 0; row < rows_in(members.front()); ++row) {
      logits.clear();
      for (const MemberLogits& member : members) {
        const auto columns = static_cast<size_t>(logits_of(member.heads[task].task));
        logits.push_back(std::span(member.logits[task]).subspan(row * columns, columns));
      }
      const std::vector<double> mean = average_row(heads, logits);
      average[task].insert(average[task].end(), mean.begin(), mean.end());
    }
  }
  return average;
}

}  // namespace mmoe
