#include "data/encoded_reader.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/text.h"

namespace mmoe {

namespace {

constexpr int64_t kEnoughRows = 8192;

// The table's columns, then those that are only kept.
std::vector<std::string> with_kept(std::vector<std::string> columns,
                                   const std::vector<std::string>& keep) {
  for (const std::string& column : keep) {
    if (std::ranges::find(columns, column) == columns.end()) columns.push_back(column);
  }
  return columns;
}

std::string shown(const Cells& cells, size_t row) {
  if (cells.is_text) return std::string(cells.text[row]);
  return std::isnan(cells.numbers[row]) ? "" : text_of(cells.numbers[row]);
}

}  // namespace

DataConfig format_of(const DataConfig& data, const std::string& path) {
  const auto ends = [&](const char* ending) { return path.ends_with(ending); };
  if (ends(".parquet")) return ParquetConfig{};
  if (ends(".arrow") || ends(".arrows") || ends(".feather") || ends(".ipc")) return ArrowConfig{};
  if (std::holds_alternative<CsvConfig>(data)) return data;
  const bool is_text = path.find(".csv") != std::string::npos ||  // .csv.gz too
                       path.find(".tsv") != std::string::npos;
  return is_text || std::holds_alternative<SyntheticConfig>(data) ? CsvConfig{} : data;
}

Dictionary::Format text_format(const DataConfig& data) {
  Dictionary::Format format;
  std::visit(
      [&](const auto& config) {
        if constexpr (requires { config.missing; }) format.missing = config.missing;
        if constexpr (requires { config.trim; }) format.trim = config.trim;
      },
      data);
  return format;
}

BadRow bad_row_policy(const DataConfig& data) {
  return std::visit(
      [](const auto& config) {
        if constexpr (requires { config.on_bad_row; }) return config.on_bad_row;
        return BadRow::fail;
      },
      data);
}

EncodedReader::EncodedReader(const DataConfig& data, std::vector<std::string> files,
                             const Encoders& encoders, std::vector<std::string> keep)
    : data_(data),
      files_(std::move(files)),
      keep_(std::move(keep)),
      encoders_(encoders),
      table_(encoders.inputs, text_format(data)),
      columns_(with_kept(table_.names(), keep_)),
      bad_rows_(BadRow::fail, "mend the file: predictions go row for row, so none is left out") {}

bool EncodedReader::open_next_file() {
  if (next_file_ == files_.size()) return false;
  path_ = files_[next_file_++];
  reader_ = open_checked(format_of(data_, path_), path_, columns_, bad_rows_);
  return true;
}

void EncodedReader::take(const RowBlock& block) {
  std::vector<size_t> positions;
  for (const std::string& column : keep_) {
    const auto place = std::ranges::find(columns_, column);
    positions.push_back(static_cast<size_t>(place - columns_.begin()));
  }
  for (const size_t row : table_.append(block, path_, bad_rows_)) {
    if (keep_.empty()) break;
    std::vector<std::string>& texts = kept_.emplace_back();
    for (const size_t position : positions) {
      texts.push_back(shown(block.columns[position], row));
    }
  }
}

bool EncodedReader::next() {
  table_ = RawTable(encoders_.inputs, text_format(data_));  // words of before are forgotten
  kept_.clear();
  RowBlock block;
  while (table_.rows() < kEnoughRows) {
    if (!reader_ && !open_next_file()) break;
    if (reader_->next(block)) {
      take(block);
    } else {
      reader_.reset();
    }
  }
  std::vector<int64_t> all(static_cast<size_t>(table_.rows()));
  std::iota(all.begin(), all.end(), int64_t{0});
  encode(encoders_, table_, all, /*with_labels=*/false, rows_);
  return rows_.rows > 0;
}

}  // namespace mmoe
