// Files as streams of blocks, the same for every format.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "config/data_config.h"
#include "data/row_block.h"

namespace mmoe {

// Counts rows left out by `on_bad_row: skip` and keeps the first examples; with `fail` the first
// one is thrown as Error(data).
class BadRows {
 public:
  explicit BadRows(BadRow policy, std::string remedy =
                                      "mend the file, or leave such rows out "
                                      "with data.on_bad_row: skip")
      : policy_(policy), remedy_(std::move(remedy)) {}

  // `what` names file, row, column and text.
  void add(const std::string& what);
  int64_t count() const { return count_; }
  void report(Log& log) const;

 private:
  BadRow policy_;
  std::string remedy_;  // what the message of `fail` advises
  int64_t count_ = 0;
  std::vector<std::string> examples_;
};

class TableReader {
 public:
  virtual ~TableReader() = default;
  // Fills the next block; false at the end. Throws Error(data).
  virtual bool next(RowBlock& block) = 0;
};

// Names of the columns of a file. Throws Error(data) if it is missing, empty or unreadable.
std::vector<std::string> column_names(const DataConfig& format, const std::string& path);

// Opens a file to read these columns, all of which exist. Ragged rows go to `bad_rows`.
std::unique_ptr<TableReader> open_table(const DataConfig& format, const std::string& path,
                                        const std::vector<std::string>& columns, BadRows& bad_rows);

// The same for columns that may not be there: Error(data) then names the nearest one that is.
std::unique_ptr<TableReader> open_checked(const DataConfig& format, const std::string& path,
                                          const std::vector<std::string>& columns,
                                          BadRows& bad_rows);

}  // namespace mmoe
