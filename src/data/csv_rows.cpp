#include "data/csv_rows.h"

#include <arrow/util/compression.h>

#include <cstring>
#include <map>

#include "base/error.h"
#include "data/arrow_support.h"

namespace mmoe {

namespace {

namespace csv = arrow::csv;

constexpr size_t kBlockBytes = 1 << 18;  // stays in cache with its columns
constexpr size_t kLongestRow = 1 << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

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
  return value_of(
      arrow::io::CompressedInputStream::Make(codec->second.get(), file, reader_memory()), path);
}

char delimiter_of(const CsvConfig& format, const std::string& path) {
  if (format.delimiter) return format.delimiter->front();
  return path.find(".tsv") != std::string::npos ? '\t' : ',';
}

csv::ParseOptions parse_options(const CsvConfig& format, const std::string& path) {
  auto options = csv::ParseOptions::Defaults();
  options.delimiter = delimiter_of(format, path);
  options.quoting = !format.quote.empty();
  if (options.quoting) options.quote_char = format.quote.front();
  options.newlines_in_values = options.quoting;
  return options;
}

}  // namespace

CsvRows::CsvRows(const CsvConfig& format, const std::string& path)
    : path_(path),
      stream_(open_stream(path)),
      options_(parse_options(format, path)),
      names_(format.columns),
      buffer_(kBlockBytes, '\0') {
  if (!fill()) throw data_error(path + ": the file is empty");
  if (bytes().starts_with(kByteOrderMark)) consume(kByteOrderMark.size());
  if (names_.empty()) read_names();
  // A blank line is a row with a missing value where there is one column.
  options_.ignore_empty_lines = names_.size() != 1;
}

void CsvRows::read_names() {
  csv::BlockParser parser(reader_memory(), options_, /*num_cols=*/-1, /*first_row=*/-1,
                          /*max_num_rows=*/1);
  if (!parse(parser)) throw data_error(path_ + ": the file is empty");
  rows_ = 0;
  check_arrow(parser.VisitLastRow([&](const uint8_t* text, uint32_t size, bool, bool) {
    names_.emplace_back(reinterpret_cast<const char*>(text), size);
    return arrow::Status::OK();
  }),
              path_);
}

bool CsvRows::parse(csv::BlockParser& parser) {
  while (fill()) {
    uint32_t parsed = 0;
    const arrow::Status status =
        at_end_ ? parser.ParseFinal(bytes(), &parsed) : parser.Parse(bytes(), &parsed);
    // While the number of columns is not known, Arrow takes half a row for none.
    const bool is_half = !at_end_ && status.message().find("Empty CSV file") != std::string::npos;
    if (!is_half) check_arrow(status, path_);
    parsed > 0 ? consume(parsed) : make_room();
    rows_ += parser.total_num_rows();
    if (parser.total_num_rows() > 0) return true;
  }
  return false;
}

// False if nothing is left.
bool CsvRows::fill() {
  while (!at_end_ && size_ < buffer_.size()) {
    const auto room = static_cast<int64_t>(buffer_.size() - size_);
    const auto read = value_of(stream_->Read(room, buffer_.data() + size_), path_);
    at_end_ = read == 0;
    size_ += static_cast<size_t>(read);
  }
  // A CR ends a row for the parser, so an LF that follows in the next block would be another.
  if (after_cr_ && bytes().starts_with('\n')) consume(1);
  return size_ > 0;
}

void CsvRows::consume(size_t count) {
  after_cr_ = buffer_[count - 1] == '\r';
  size_ -= count;
  std::memmove(buffer_.data(), buffer_.data() + count, size_);
}

void CsvRows::make_room() {
  if (buffer_.size() >= kLongestRow) {
    throw data_error(path_ + ", row " + std::to_string(rows_ + 1) +
                     ": is longer than 1 MiB; is a quote missing?");
  }
  buffer_.resize(2 * buffer_.size());
}

}  // namespace mmoe
