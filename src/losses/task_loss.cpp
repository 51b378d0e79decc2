#include "losses/task_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/stack.h>

#include <algorithm>

#include "config/task_queries.h"

namespace mmoe {

namespace {

// Where a binary task has two logits (for JRC), its other losses see their difference: the logit of
// p(1) under their softmax.
class OfDifference : public Loss {
 public:
  explicit OfDifference(std::unique_ptr<Loss> loss) : loss_(std::move(loss)) {}

  LossTerms operator()(const TaskRows& rows) const override {
    TaskRows single = rows;
    single.logits = (rows.logits.select(1, 1) - rows.logits.select(1, 0)).unsqueeze(1);
    const auto [value, derivative] = (*loss_)(single);
    const at::Tensor slope = derivative.select(1, 0);
    return {value, at::stack({-slope, slope}, 1)};
  }

 private:
  std::unique_ptr<Loss> loss_;
};

template <class Config>
std::unique_ptr<Loss> make_for(const Config& config, const TaskConfig& task) {
  std::unique_ptr<Loss> made = make_loss(config);
  const bool takes_both = std::is_same_v<Config, JrcLoss> || logits_of(task) == 1;
  if (takes_both || !std::holds_alternative<BinaryTask>(task)) return made;
  return std::make_unique<OfDifference>(std::move(made));
}

double share_of(const Batch& batch, int64_t task) {
  const double weight = batch.labelled[static_cast<size_t>(task)].weight;
  return weight > 0 ? 1 / weight : 0;
}

bool is_cpu_float(const at::Tensor& t) { return t.is_cpu() && t.scalar_type() == at::kFloat; }

double sum_of(Loss::Simd sum, const Batch& batch, int64_t task, const at::Tensor& logits,
              double scale, at::Tensor& d_logits) {
  const bool weighted = batch.weights.defined();
  return sum({logits.const_data_ptr<float>(), batch.labels.const_data_ptr<float>() + task,
              weighted ? batch.weights.const_data_ptr<float>() + task : nullptr, logits.stride(0),
              batch.labels.stride(0), weighted ? batch.weights.stride(0) : 0, logits.size(0)},
             static_cast<float>(scale), d_logits.mutable_data_ptr<float>(), d_logits.stride(0));
}

}  // namespace

TaskLoss::TaskLoss(const std::vector<TaskConfig>& tasks, size_t task)
    : task_(static_cast<int64_t>(task)) {
  if (const std::optional<std::string>& group = base_of(tasks[task]).group) {
    const std::vector<std::string> columns = group_columns(tasks);
    group_ = std::ranges::find(columns, *group) - columns.begin();
  }
  const auto add = [&](const auto& config) {
    parts_.push_back({make_for(config, tasks[task]), config.weight});
  };
  std::visit(
      [&](const auto& own) {
        for (const auto& loss : own.loss.values) std::visit(add, loss);
      },
      tasks[task]);
}

TaskRows TaskLoss::rows_of(const Batch& batch, const at::Tensor& logits) const {
  const at::Tensor labels = batch.labels.select(1, task_), missing = at::isnan(labels);
  const at::Tensor weights = batch.weights.defined()
                                 ? batch.weights.select(1, task_).masked_fill(missing, 0)
                                 : missing.logical_not().to(labels.scalar_type());
  return {logits.masked_fill(missing.unsqueeze(1), 0),
          labels.masked_fill(missing, 0),
          weights,
          group_ < 0 ? at::Tensor() : batch.groups.select(1, group_),
          batch.labelled[static_cast<size_t>(task_)].positives,
          share_of(batch, task_)};
}

void TaskLoss::operator()(const Batch& batch, const at::Tensor& logits, double factor,
                          at::Tensor& d_logits, at::Tensor& sums) const {
  const Loss::Simd simd = parts_.size() == 1 ? parts_[0].loss->simd() : nullptr;
  if (simd != nullptr && is_cpu_float(logits)) {
    const double scale = parts_[0].weight * share_of(batch, task_);
    const double sum = sum_of(simd, batch, task_, logits, factor * scale, d_logits);
    sums.mutable_data_ptr<double>()[task_] += scale * sum;
    return;
  }
  const TaskRows rows = rows_of(batch, logits);
  at::Tensor sum = sums.select(0, task_);
  d_logits.zero_();
  for (const Part& part : parts_) {
    const LossTerms terms = (*part.loss)(rows);
    sum.add_(terms.value, part.weight);
    d_logits.add_(terms.derivative, part.weight * factor);
  }
}

bool compares_rows(const std::vector<TaskConfig>& tasks) {
  return std::ranges::any_of(tasks, [](const TaskConfig& task) {
    const auto* binary = std::get_if<BinaryTask>(&task);
    return binary != nullptr &&
           (has_loss<PairwiseLoss>(binary->loss) || has_loss<JrcLoss>(binary->loss));
  });
}

}  // namespace mmoe
