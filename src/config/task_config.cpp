#include "config/task_config.h"

#include <algorithm>

#include "config/task_queries.h"

namespace mmoe {

std::vector<std::string> LabelConfig::columns() const {
  if (!all.empty()) return all;
  if (!any.empty()) return any;
  return {column};
}

std::vector<std::string> group_columns(const std::vector<TaskConfig>& tasks) {
  std::vector<std::string> columns;
  for (const TaskConfig& task : tasks) {
    const std::optional<std::string>& group = base_of(task).group;
    if (group && std::ranges::find(columns, *group) == columns.end()) columns.push_back(*group);
  }
  return columns;
}

int64_t outputs_of(const TaskConfig& task) {
  const auto* multiclass = std::get_if<MulticlassTask>(&task);
  if (multiclass == nullptr) return 1;
  return multiclass->num_classes.value_or(static_cast<int64_t>(multiclass->classes.size()));
}

int64_t logits_of(const TaskConfig& task) {
  const auto* binary = std::get_if<BinaryTask>(&task);
  if (binary != nullptr && has_loss<JrcLoss>(binary->loss)) return 2;
  const auto* regression = std::get_if<RegressionTask>(&task);
  if (regression != nullptr && has_loss<ZilnLoss>(regression->loss)) return 3;
  return outputs_of(task);
}

}  // namespace mmoe
