// What mmoe-check says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inspect/data_checks.h"
#include "report/json.h"
#include "train/trial.h"

namespace mmoe {

struct CheckReport {
  std::vector<Finding> findings;  // ranked
  std::vector<UnseenValues> unseen;
  std::vector<std::pair<std::string, int64_t>> rows;  // by part
  size_t inputs = 0, tasks = 0;
  std::optional<Trial> trial;  // unless it failed
  double reading_seconds = 0;
};

// The findings, numbered, the worst first; or one line of what was looked at.
std::string findings_text(const CheckReport& report);

// "expected: 12 s, 240 MB ...".
std::string expected_text(const CheckReport& report);

// A row a categorical column, a column a part.
std::string unseen_table(const CheckReport& report);

Json check_json(const CheckReport& report);

}  // namespace mmoe
