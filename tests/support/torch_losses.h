// Losses of a task on a few rows.
#pragma once

#include <string>
#include <vector>

#include "config/task_config.h"
#include "support/torch_tensors.h"

namespace mmoe::test {

// The task of a YAML text such as "type: binary, loss: focal"; rows are in no groups.
TaskConfig loss_task(const std::string& yaml);

// A task of every loss, some of them with options, and a list of losses.
std::vector<TaskConfig> tasks_of_all_losses();

struct LossCase {
  std::vector<double> logits;  // row by row
  std::vector<double> labels;
  std::vector<double> weights = {};  // empty: none are given
  std::vector<double> groups = {};   // likewise
};

// Rows that fit the task: labels of its kind, weights, and three groups.
LossCase random_case(const TaskConfig& task, size_t rows, const std::string& name);

struct LossResult {
  double value;
  std::vector<double> gradient;  // like the logits
};

// As one task of several: in columns of wider tensors.
LossResult run_loss(TaskConfig task, const LossCase& rows, double factor = 1,
                    at::ScalarType type = at::kDouble);

}  // namespace mmoe::test
