// The rows of a CSV file, plain or compressed, parsed a block of bytes at a time. (Arrow's
// streaming reader keeps up to 32 blocks in flight and copies every value once more.)
#pragma once

#include <arrow/csv/options.h>
#include <arrow/csv/parser.h>
#include <arrow/io/api.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/data_config.h"

namespace mmoe {

class CsvRows {
 public:
  // Throws Error(data) if the file is missing, empty or unreadable.
  CsvRows(const CsvConfig& format, const std::string& path);

  // Of the columns: by the config, else by the first row.
  const std::vector<std::string>& names() const { return names_; }
  // For a parser of these rows.
  const arrow::csv::ParseOptions& options() const { return options_; }

  // Takes the next rows, as many as a block of bytes holds; false at the end of the file.
  bool parse(arrow::csv::BlockParser& parser);

 private:
  void read_names();
  std::string_view bytes() const { return {buffer_.data(), size_}; }
  bool fill();
  void consume(size_t count);
  void make_room();

  std::string path_;
  std::shared_ptr<arrow::io::InputStream> stream_;
  arrow::csv::ParseOptions options_;
  std::vector<std::string> names_;
  std::string buffer_;
  size_t size_ = 0;        // bytes read and not yet parsed
  int64_t rows_ = 0;       // parsed, those left out too; the line of names is none
  bool at_end_ = false;    // no more will come
  bool after_cr_ = false;  // the last byte parsed was one
};

}  // namespace mmoe
