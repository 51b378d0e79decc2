// Files as encoded rows, a few thousand at a time, for prediction: memory does not grow with them.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "config/run_config.h"
#include "data/block_numbers.h"
#include "data/dataset.h"
#include "data/encoders.h"
#include "data/row_encoder.h"
#include "data/texts.h"

namespace mmoe {

// How to read a file for a model trained on `data`: by the file's ending where that says more than
// the config does.
DataConfig format_of(const DataConfig& data, const std::string& path);

Dictionary::Format text_format(const DataConfig& data);
BadRow bad_row_policy(const DataConfig& data);

class EncodedReader {
 public:
  // `keep` names columns whose texts are wanted as they are. Labels are not read. A bad row is an
  // Error(data) whatever the config says, since predictions go row for row. The encoders must
  // outlive this.
  EncodedReader(const DataConfig& data, std::vector<std::string> files, const Encoders& encoders,
                const std::vector<std::string>& keep);
  EncodedReader(const EncodedReader&) = delete;
  EncodedReader& operator=(const EncodedReader&) = delete;

  // The next rows; false at the end. Throws Error(data). All but the last are kRows, however the
  // rows are divided among files: what is computed of a row may depend on its place among them.
  static constexpr int64_t kRows = 8 * 1024;
  bool next();

  const Dataset& rows() const { return rows_; }
  // [rows][keep]
  const Texts& kept() const { return kept_; }

 private:
  bool have_rows();
  bool open_next_file();
  void keep(std::span<const int64_t> rows);

  DataConfig data_;
  std::vector<std::string> files_;
  std::vector<std::string> columns_;  // read from each file; what is encoded comes first
  std::vector<size_t> keep_;          // positions among them
  BadRows bad_rows_;
  size_t next_file_ = 0;
  std::string path_;
  std::unique_ptr<TableReader> reader_;
  RowBlock block_;
  int64_t taken_ = 0;  // rows of the block
  BlockNumbers numbers_;
  RowEncoder encoder_;
  Dataset rows_;
  Texts kept_;
};

}  // namespace mmoe
