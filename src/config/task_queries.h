// What several rooms ask of the configs of tasks.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "config/task_config.h"

namespace mmoe {

// Whether one of the losses is of this kind.
template <class Loss, class Losses>
bool has_loss(const Several<Losses>& losses) {
  return std::ranges::any_of(losses.values,
                             [](const auto& l) { return std::holds_alternative<Loss>(l); });
}

// Columns that give the answer away or say how much a row counts, so that no feature may read them.
std::vector<std::string> reserved_columns(const std::vector<TaskConfig>& tasks);

// Texts of the classes of a multiclass task, if they have any.
std::vector<std::string> classes_of(const TaskConfig& task);

}  // namespace mmoe
