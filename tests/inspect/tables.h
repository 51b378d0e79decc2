// Files of a few rows, and what mmoe-init makes of them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "inspect/config_draft.h"
#include "support/temp_folder.h"

namespace mmoe::test {

inline TextColumn text_column(const std::vector<std::string>& values) {
  TextColumn column;
  for (const std::string& value : values) column.codes.push_back(column.dictionary.code(value, {}));
  return column;
}

inline ColumnProfile profile_of(const std::string& name, const std::vector<std::string>& values) {
  return profile_column(name, text_column(values));
}

// The values of rows 0 to rows - 1.
inline std::vector<std::string> values_of(int rows, const std::function<std::string(int)>& value) {
  std::vector<std::string> values;
  for (int row = 0; row < rows; ++row) values.push_back(value(row));
  return values;
}

struct CsvColumn {
  std::string name;
  std::function<std::string(int row)> value;
};

inline std::string csv_of_columns(int rows, const std::vector<CsvColumn>& columns) {
  std::string text;
  for (int row = -1; row < rows; ++row) {
    for (const CsvColumn& column : columns) {
      if (&column != &columns.front()) text += ',';
      text += row < 0 ? column.name : column.value(row);
    }
    text += '\n';
  }
  return text;
}

// In a folder that is its own data directory.
class InitFolder : public TempFolder {
 public:
  ConfigDraft draft(const std::string& file_name, std::vector<std::string> labels,
                    const std::string& test = "") const {
    InitRequest request;
    request.path = file(file_name);
    if (!test.empty()) request.test = file(test);
    request.labels = std::move(labels);
    request.data_dir = path();
    Log log(LogLevel::error);
    return draft_config(request, log);
  }
};

}  // namespace mmoe::test
