#include "data/encoded_reader.h"

#include <algorithm>

namespace mmoe {

namespace {

// Positions of these among the columns; those that are not there yet join them.
std::vector<size_t> join_columns(std::vector<std::string>& columns,
                                 const std::vector<std::string>& more) {
  std::vector<size_t> positions;
  for (const std::string& column : more) {
    const auto place = std::ranges::find(columns, column);
    positions.push_back(static_cast<size_t>(place - columns.begin()));
    if (place == columns.end()) columns.push_back(column);
  }
  return positions;
}

// `text` holds the word where it is a number.
std::string_view word_in(const Cells& cells, size_t row, const Dictionary::Format& format,
                         std::string& text) {
  if (!cells.is_text) text = text_of(cells.numbers[row]);
  const std::string_view word = word_of(cells.is_text ? cells.text[row] : text, format);
  return is_missing(word, format) ? std::string_view() : word;
}

// Whatever block stands in `block` when rows are encoded.
class BlockSource : public ColumnSource {
 public:
  BlockSource(const RowBlock& block, const BlockNumbers& numbers,
              const std::vector<std::string>& columns, Dictionary::Format format)
      : block_(block), numbers_(numbers), columns_(columns), format_(std::move(format)) {}

  const std::vector<double>& numbers(const std::string& column) const override {
    return numbers_.values(column);
  }

  WordOfRow words(const std::string& column) const override {
    return [&block = block_, position = position_of(column), format = format_,
            text = std::string()](size_t row) mutable {
      return word_in(block.columns[position], row, format, text);
    };
  }

  ColumnWriter<int32_t> ids(const WordIds& ids, const std::string& column) const override {
    return [&block = block_, position = position_of(column), format = format_, ids,
            text = std::string()](std::span<const int64_t> rows, Target<int32_t> out) mutable {
      const Cells& cells = block.columns[position];
      for (size_t i = 0; i < rows.size(); ++i) {
        out[i] = ids.of(word_in(cells, static_cast<size_t>(rows[i]), format, text));
      }
    };
  }

  const Dictionary::Format& format() const override { return format_; }

 private:
  size_t position_of(const std::string& column) const {
    return static_cast<size_t>(std::ranges::find(columns_, column) - columns_.begin());
  }

  const RowBlock& block_;
  const BlockNumbers& numbers_;
  const std::vector<std::string>& columns_;
  Dictionary::Format format_;
};

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
                             const Encoders& encoders, const std::vector<std::string>& keep)
    : data_(data),
      files_(std::move(files)),
      columns_(columns_of(encoders.inputs)),
      keep_(join_columns(columns_, keep)),
      bad_rows_(BadRow::fail, "mend the file: predictions go row for row, so none is left out"),
      numbers_(encoders.inputs, text_format(data)),
      encoder_(encoders, BlockSource(block_, numbers_, columns_, text_format(data))) {}

bool EncodedReader::next() {
  encoder_.shape(kRows, rows_);
  kept_.clear();
  int64_t rows = 0;
  while (rows < kRows && have_rows()) {
    const int64_t count = std::min(kRows - rows, block_.rows - taken_);
    const auto taken = std::span(numbers_.good_rows())
                           .subspan(static_cast<size_t>(taken_), static_cast<size_t>(count));
    encoder_.encode(taken, rows, rows_);
    keep(taken);
    taken_ += count;
    rows += count;
  }
  rows_.resize(rows);
  return rows > 0;
}

// Whether the block has rows left; reads the next one if not.
bool EncodedReader::have_rows() {
  while (taken_ == block_.rows) {
    if (!reader_ && !open_next_file()) return false;
    taken_ = block_.rows = 0;
    if (reader_->next(block_)) {
      numbers_.read(block_, path_, bad_rows_);
    } else {
      reader_.reset();
    }
  }
  return true;
}

bool EncodedReader::open_next_file() {
  if (next_file_ == files_.size()) return false;
  path_ = files_[next_file_++];
  reader_ = open_checked(format_of(data_, path_), path_, columns_, bad_rows_);
  return true;
}

void EncodedReader::keep(std::span<const int64_t> rows) {
  for (const int64_t row : rows) {
    for (const size_t position : keep_) {
      const Cells& cells = block_.columns[position];
      const auto at = static_cast<size_t>(row);
      cells.is_text ? kept_.add(cells.text[at]) : kept_.add(text_of(cells.numbers[at]));
    }
  }
}

}  // namespace mmoe
