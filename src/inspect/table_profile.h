// A file as mmoe-init looks at it: how to read it, and what its columns are like.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "config/data_config.h"
#include "inspect/column_profile.h"

namespace mmoe {

struct TableProfile {
  DataConfig format;     // with no files in it yet
  RawTable table;        // all columns as texts; missing ones are still words in it
  bool is_whole = true;  // all rows of the file were read
  int64_t bad_rows = 0;
  std::vector<std::string> missing = {};  // texts that stand for no value
  std::vector<ColumnProfile> columns = {};

  const ColumnProfile* find(const std::string& column) const;
};

// Reads these columns: all rows, or about `most_rows` from the start. Ragged rows are left out, and
// the format then says so. Throws Error(data).
TableProfile profile_table(const DataConfig& format, const std::string& path,
                           const std::vector<std::string>& columns,
                           std::optional<int64_t> most_rows, Log& log);

}  // namespace mmoe
