#include "data/csv_reader.h"

#include <arrow/csv/api.h>
#include <arrow/util/compression.h>

#include <exception>
#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "data/arrow_support.h"

namespace mmoe {

namespace {

namespace csv = arrow::csv;

// Large enough for any sane row, small enough to stay in cache with its columns.
constexpr int32_t kBlockBytes = 1 << 20;

arrow::Compression::type compression_of(const std::string& path) {
  if (path.ends_with(".gz")) return arrow::Compression::GZIP;
  if (path.ends_with(".bz2")) return arrow::Compression::BZ2;
  if (path.ends_with(".zst")) return arrow::Compression::ZSTD;
  if (path.ends_with(".lz4")) return arrow::Compression::LZ4_FRAME;
  return arrow::Compression::UNCOMPRESSED;
}

std::shared_ptr<arrow::io::InputStream> open_stream(const std::string& path) {
  const auto file = open_file(path);
  const auto compression = compression_of(path);
  if (compression == arrow::Compression::UNCOMPRESSED) return file;
  // Arrow's streams hold their codec by pointer only; codecs have no state of their own.
  static const auto codecs = [] {
    std::map<arrow::Compression::type, std::unique_ptr<arrow::util::Codec>> all;
    for (const auto kind : {arrow::Compression::GZIP, arrow::Compression::BZ2,
                            arrow::Compression::ZSTD, arrow::Compression::LZ4_FRAME}) {
      if (auto codec = arrow::util::Codec::Create(kind); codec.ok()) {
        all[kind] = std::move(*codec);
      }
    }
    return all;
  }();
  const auto codec = codecs.find(compression);
  if (codec == codecs.end()) {
    throw data_error(path + ": this build of Arrow cannot read its compression");
  }
  return value_of(arrow::io::CompressedInputStream::Make(codec->second.get(), file), path);
}

char delimiter_of(const CsvConfig& format, const std::string& path) {
  if (format.delimiter) return format.delimiter->front();
  return path.find(".tsv") != std::string::npos ? '\t' : ',';
}

csv::ParseOptions parse_options(const CsvConfig& format, const std::string& path, size_t columns) {
  auto options = csv::ParseOptions::Defaults();
  options.delimiter = delimiter_of(format, path);
  options.quoting = !format.quote.empty();
  if (options.quoting) options.quote_char = format.quote.front();
  options.newlines_in_values = options.quoting;
  // A blank line is a row with a missing value where there is one column.
  options.ignore_empty_lines = columns != 1;
  return options;
}

std::shared_ptr<csv::StreamingReader> make_reader(const std::string& path,
                                                  const csv::ReadOptions& read,
                                                  const csv::ParseOptions& parse,
                                                  const csv::ConvertOptions& convert) {
  return value_of(csv::StreamingReader::Make(arrow::io::default_io_context(), open_stream(path),
                                             read, parse, convert),
                  path);
}

csv::ReadOptions read_options(const CsvConfig& format) {
  auto options = csv::ReadOptions::Defaults();
  options.use_threads = false;
  options.block_size = kBlockBytes;
  options.column_names = format.columns;
  return options;
}

class CsvReader : public TableReader {
 public:
  CsvReader(const CsvConfig& format, const std::string& path,
            const std::vector<std::string>& columns, BadRows& bad_rows)
      : path_(path), bad_rows_(bad_rows), has_header_(format.columns.empty()) {
    auto convert = csv::ConvertOptions::Defaults();
    convert.check_utf8 = false;
    convert.strings_can_be_null = false;
    convert.include_columns = columns;
    for (const std::string& column : columns) convert.column_types[column] = arrow::binary();
    const size_t width =
        has_header_ ? csv_column_names(format, path).size() : format.columns.size();
    auto parse = parse_options(format, path, width);
    parse.invalid_row_handler = [this](const csv::InvalidRow& row) { return ragged(row); };
    try {
      reader_ = make_reader(path, read_options(format), parse, convert);
    } catch (const Error&) {
      if (failure_) std::rethrow_exception(failure_);
      throw;
    }
  }

  bool next(RowBlock& block) override {
    std::shared_ptr<arrow::RecordBatch> batch;
    const arrow::Status status = reader_->ReadNext(&batch);
    if (failure_) std::rethrow_exception(failure_);
    check_arrow(status, path_);
    if (!batch) return false;
    take_batch(std::move(batch), block);
    number_rows(block);
    return true;
  }

 private:
  csv::InvalidRowResult ragged(const csv::InvalidRow& row) {
    const int64_t number = row.number - (has_header_ ? 1 : 0);
    skipped_.insert(number);
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

  // Rows that were skipped keep their numbers.
  void number_rows(RowBlock& block) {
    block.file_rows.resize(static_cast<size_t>(block.rows));
    for (int64_t& number : block.file_rows) {
      while (skipped_.contains(next_row_)) ++next_row_;
      number = next_row_++;
    }
  }

  std::string path_;
  BadRows& bad_rows_;
  bool has_header_;
  std::set<int64_t> skipped_;
  int64_t next_row_ = 1;
  std::exception_ptr failure_;
  std::shared_ptr<csv::StreamingReader> reader_;
};

}  // namespace

std::vector<std::string> csv_column_names(const CsvConfig& format, const std::string& path) {
  auto parse = parse_options(format, path, format.columns.size());
  parse.invalid_row_handler = [](const csv::InvalidRow&) { return csv::InvalidRowResult::Skip; };
  auto convert = csv::ConvertOptions::Defaults();
  convert.check_utf8 = false;
  const auto reader = make_reader(path, read_options(format), parse, convert);
  return reader->schema()->field_names();
}

std::unique_ptr<TableReader> open_csv(const CsvConfig& format, const std::string& path,
                                      const std::vector<std::string>& columns, BadRows& bad_rows) {
  return std::make_unique<CsvReader>(format, path, columns, bad_rows);
}

}  // namespace mmoe
