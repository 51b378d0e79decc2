// What labels read of a table, and what they believe.
#include "config/task_queries.h"
#include "data/labels.h"
#include "data/row_condition.h"

namespace mmoe {

namespace {

// What the label's column must hold, for one of no special kind.
struct PlainRequest {
  std::string column;

  ColumnRequest operator()(const BinaryTask&) const {
    return {column, ColumnKind::number, {.whole = true, .low = 0, .high = 1}};
  }
  ColumnRequest operator()(const MulticlassTask& task) const {
    if (!task.num_classes) return {column, ColumnKind::text, {}, task.classes};
    const auto high = static_cast<double>(*task.num_classes - 1);
    return {column, ColumnKind::number, {.whole = true, .low = 0, .high = high}};
  }
  ColumnRequest operator()(const RegressionTask& task) const {
    NumberRule rule;
    if (task.scale == LabelScale::log1p) rule = {.above_low = true, .low = -1};
    if (has_loss<PoissonLoss>(task.loss) || has_loss<ZilnLoss>(task.loss)) rule = {.low = 0};
    return {column, ColumnKind::number, rule};
  }
};

ColumnRequest request_of(const TaskConfig& task, const std::string& column) {
  const LabelConfig& label = base_of(task).label;
  if (label.positive) return {column, ColumnKind::text};
  if (label.threshold) return {column, ColumnKind::number};
  return std::visit(PlainRequest{column}, task);
}

}  // namespace

RunConfig with_sample_weights(RunConfig config) {
  const auto weight = std::visit(
      [](const auto& data) -> std::optional<std::string> {
        if constexpr (requires { data.sample_weight; }) return data.sample_weight;
        return {};
      },
      config.data);
  for (TaskConfig& task : config.tasks) {
    std::visit(
        [&](TaskBase& base) {
          if (!base.sample_weight) base.sample_weight = weight;
        },
        task);
  }
  return config;
}

std::vector<ColumnRequest> label_requests(const std::vector<TaskConfig>& tasks) {
  std::vector<ColumnRequest> requests;
  for (const TaskConfig& task : tasks) {
    const TaskBase& base = base_of(task);
    for (const std::string& column : base.label.columns()) {
      requests.push_back(request_of(task, column));
    }
    if (base.where) {
      for (ColumnRequest& request : requests_of(parse_condition(*base.where))) {
        requests.push_back(std::move(request));
      }
    }
    if (base.sample_weight) {
      requests.push_back({*base.sample_weight, ColumnKind::number, {.required = true, .low = 0}});
    }
    if (base.group) requests.push_back({*base.group, ColumnKind::text});
  }
  return requests;
}

}  // namespace mmoe
