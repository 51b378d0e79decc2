#include "data/csv_reader.h"

#include <algorithm>
#include <exception>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "data/arrow_support.h"
#include "data/csv_rows.h"

namespace mmoe {

namespace {

namespace csv = arrow::csv;

class CsvReader : public TableReader {
 public:
  CsvReader(const CsvConfig& format, const std::string& path,
            const std::vector<std::string>& columns, BadRows& bad_rows)
      : path_(path),
        bad_rows_(bad_rows),
        rows_(format, path),
        parser_(reader_memory(), options(), static_cast<int32_t>(rows_.names().size()),
                /*first_row=*/1) {
    for (const std::string& column : columns) {
      const auto place = std::ranges::find(rows_.names(), column);
      positions_.push_back(static_cast<int32_t>(place - rows_.names().begin()));
    }
  }

  bool next(RowBlock& block) override {
    rows_before_ += parser_.total_num_rows();
    ragged_.clear();
    if (!parse()) return false;
    block.rows = parser_.num_rows();
    block.columns.resize(positions_.size());
    for (size_t i = 0; i < positions_.size(); ++i) take_column(positions_[i], block.columns[i]);
    number_rows(block);
    return true;
  }

 private:
  csv::ParseOptions options() {
    csv::ParseOptions options = rows_.options();
    options.invalid_row_handler = [this](const csv::InvalidRow& row) { return leave_out(row); };
    return options;
  }

  bool parse() {
    try {
      return rows_.parse(parser_);
    } catch (const Error&) {
      if (failure_) std::rethrow_exception(failure_);
      throw;
    }
  }

  csv::InvalidRowResult leave_out(const csv::InvalidRow& row) {
    const int64_t number = rows_before_ + row.number;
    ragged_.insert(number);
    try {
      bad_rows_.add(path_ + ", row " + std::to_string(number) + ": expected " +
                    std::to_string(row.expected_columns) + " values, found " +
                    std::to_string(row.actual_columns) + ": " + quote(row.text));
      return csv::InvalidRowResult::Skip;
    } catch (const Error&) {
      // No exception may cross Arrow's frames.
      failure_ = std::current_exception();
      return csv::InvalidRowResult::Error;
    }
  }

  void take_column(int32_t position, Cells& cells) {
    cells.is_text = true;
    cells.text.resize(static_cast<size_t>(parser_.num_rows()));
    std::string_view* out = cells.text.data();
    check_arrow(parser_.VisitColumn(position,
                                    [&](const uint8_t* text, uint32_t size, bool, bool) {
                                      *out++ = {reinterpret_cast<const char*>(text), size};
                                      return arrow::Status::OK();
                                    }),
                path_);
  }

  // Rows that are left out keep their numbers.
  void number_rows(RowBlock& block) {
    block.file_rows.resize(static_cast<size_t>(block.rows));
    int64_t next = rows_before_;
    for (int64_t& number : block.file_rows) {
      do number = ++next;
      while (ragged_.contains(number));
    }
  }

  std::string path_;
  BadRows& bad_rows_;
  CsvRows rows_;
  csv::BlockParser parser_;         // one for all blocks: it learns how long values are
  std::vector<int32_t> positions_;  // of the columns asked for
  int64_t rows_before_ = 0;         // in earlier blocks
  std::set<int64_t> ragged_;        // numbers of the rows left out of this one
  std::exception_ptr failure_;
};

}  // namespace

std::vector<std::string> csv_column_names(const CsvConfig& format, const std::string& path) {
  return CsvRows(format, path).names();
}

std::unique_ptr<TableReader> open_csv(const CsvConfig& format, const std::string& path,
                                      const std::vector<std::string>& columns, BadRows& bad_rows) {
  return std::make_unique<CsvReader>(format, path, columns, bad_rows);
}

}  // namespace mmoe
