// Columns that give a label away.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inspect/task_guess.h"

namespace mmoe {

// Finds columns that predict a binary label nearly perfectly, each alone.
class LeakFinder {
 public:
  LeakFinder(const std::vector<TaskGuess>& tasks, const TableProfile& table);

  // Why the column is not to be a feature, if it gives a label away.
  std::optional<std::string> reason_against(const ColumnProfile& profile) const;

 private:
  struct Label {
    std::string task;
    std::vector<float> values;
  };
  const TableProfile& table_;
  std::vector<Label> labels_;
};

}  // namespace mmoe
