#include "config/task_queries.h"

namespace mmoe {

std::vector<std::string> reserved_columns(const std::vector<TaskConfig>& tasks) {
  std::vector<std::string> reserved;
  for (const TaskConfig& task : tasks) {
    const TaskBase& base = base_of(task);
    for (const std::string& column : base.label.columns()) reserved.push_back(column);
    if (base.sample_weight) reserved.push_back(*base.sample_weight);
  }
  return reserved;
}

std::vector<std::string> classes_of(const TaskConfig& task) {
  const auto* multiclass = std::get_if<MulticlassTask>(&task);
  return multiclass == nullptr ? std::vector<std::string>{} : multiclass->classes;
}

}  // namespace mmoe
