// How much tasks have in common, by their labels alone.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/task_config.h"

namespace mmoe {

struct LabelCorrelation {
  std::string task, other;
  std::optional<double> pearson;  // none if the labels of one do not vary
};

// Of each pair of tasks, over the rows that have labels of both, as Ma et al. 2018 state how
// related tasks are (sections 3.3 and 6.2). The classes of a multiclass task are no numbers: it has
// no pair.
std::vector<LabelCorrelation> label_correlations(const std::vector<TaskConfig>& tasks,
                                                 std::span<const float> labels);

}  // namespace mmoe
