// Files as encoded rows, a few thousand at a time, for prediction: memory does not grow with them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/run_config.h"
#include "data/dataset.h"
#include "data/encoders.h"
#include "data/raw_table.h"

namespace mmoe {

// How to read a file for a model trained on `data`: by the file's ending where that says more than
// the config does.
DataConfig format_of(const DataConfig& data, const std::string& path);

Dictionary::Format text_format(const DataConfig& data);
BadRow bad_row_policy(const DataConfig& data);

class EncodedReader {
 public:
  // `keep` names columns whose texts are wanted as they are. Labels are not read. A bad row is an
  // Error(data) whatever the config says, since predictions go row for row.
  EncodedReader(const DataConfig& data, std::vector<std::string> files, const Encoders& encoders,
                std::vector<std::string> keep);

  // The next rows; false at the end. Throws Error(data).
  bool next();

  const Dataset& rows() const { return rows_; }
  // [rows][keep]
  const std::vector<std::vector<std::string>>& kept() const { return kept_; }

 private:
  bool open_next_file();
  void take(const RowBlock& block);

  DataConfig data_;
  std::vector<std::string> files_, keep_;
  const Encoders& encoders_;
  RawTable table_;
  std::vector<std::string> columns_;  // read from each file; the table's first
  BadRows bad_rows_;
  size_t next_file_ = 0;
  std::string path_;
  std::unique_ptr<TableReader> reader_;
  Dataset rows_;
  std::vector<std::vector<std::string>> kept_;
};

}  // namespace mmoe
