// From a label column to a task.
#pragma once

#include <string>
#include <vector>

#include "inspect/table_profile.h"

namespace mmoe {

enum class TaskKind { binary, multiclass, regression };

struct TaskGuess {
  std::string column = {}, name = {};  // the name: letters, digits and _
  TaskKind kind = TaskKind::binary;
  std::string positive = {};  // binary: the text that means 1; empty: the column holds 0 and 1
  int64_t positives = 0;
  std::vector<std::string> classes = {};  // multiclass
  bool log_scale = false;                 // regression
  std::string fact = {};
};

// Two values are a binary task, few a multiclass one, many numbers a regression. Throws Error(data)
// where there is nothing to learn: no label at all, one value only, or more texts than classes
// that make sense.
TaskGuess guess_task(const ColumnProfile& profile, const TableProfile& table,
                     const std::string& path);

// The labels of all rows of a binary task: 0, 1, or NaN where there is none.
std::vector<float> binary_labels(const TaskGuess& task, const TableProfile& table);

}  // namespace mmoe
