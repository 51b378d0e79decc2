// How rows are divided into training, validation and test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "inspect/table_profile.h"

namespace mmoe {

struct SplitGuess {
  std::string comment;
  std::string valid, test;  // YAML of the two parts; no test where it is a file of its own
  int64_t train_rows = 0, valid_rows = 0;
};

// The column with the time of the rows, by its name and values: days rather than moments.
std::optional<std::string> row_time_column(const std::vector<ColumnProfile>& columns);

// By time where a column (of `table`) has it: the last tenth of the rows, in whole days, is for
// the test, the tenth before for validation. Else a drawn tenth each. `with_test`: of training and
// test both; else the test is a file of its own, and validation is drawn.
SplitGuess guess_split(const TableProfile& table, const std::optional<std::string>& time_column,
                       bool with_test);

}  // namespace mmoe
