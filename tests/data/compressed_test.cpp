// Compressed CSV files of data/csv_reader.h.
#include <arrow/buffer.h>
#include <arrow/io/api.h>
#include <arrow/util/compression.h>

#include "data/csv_reader.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/tables.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_of;
using test::read_all;
using test::ReadTable;
using test::TempFolder;

namespace {

std::string compressed(const std::string& content, arrow::Compression::type kind) {
  const auto codec = arrow::util::Codec::Create(kind).ValueOrDie();
  const auto memory = arrow::io::BufferOutputStream::Create().ValueOrDie();
  const auto stream = arrow::io::CompressedOutputStream::Make(codec.get(), memory).ValueOrDie();
  REQUIRE(stream->Write(content).ok());
  REQUIRE(stream->Close().ok());
  return memory->Finish().ValueOrDie()->ToString();
}

std::string gzipped(const std::string& content) {
  return compressed(content, arrow::Compression::GZIP);
}

std::string numbered_rows(size_t count) {
  std::string rows;
  for (size_t i = 0; i < count; ++i) rows += std::to_string(i) + "," + std::to_string(i * 3) + "\n";
  return rows;
}

}  // namespace

TEST_CASE("compression is known by the name of the file", "[data]") {
  const TempFolder folder;
  const std::pair<const char*, arrow::Compression::type> kinds[] = {
      {".gz", arrow::Compression::GZIP},
      {".bz2", arrow::Compression::BZ2},
      {".zst", arrow::Compression::ZSTD},
      {".lz4", arrow::Compression::LZ4_FRAME}};
  for (const auto& [ending, kind] : kinds) {
    if (!arrow::util::Codec::IsAvailable(kind)) continue;
    CAPTURE(ending);
    const std::string name = std::string("t.csv") + ending;
    const auto table =
        read_all(CsvConfig(), folder.write(name, compressed("a,b\n1,x\n2,y\n", kind)));
    CHECK(table.rows == std::vector<std::vector<std::string>>{{"1", "x"}, {"2", "y"}});
  }
}

TEST_CASE("a compressed TSV has tabs too", "[data]") {
  const TempFolder folder;
  const auto table = read_all(CsvConfig(), folder.write("t.tsv.gz", gzipped("a\tb\n1\tx,y\n")));
  CHECK(table.rows == std::vector<std::vector<std::string>>{{"1", "x,y"}});
}

TEST_CASE("a large compressed file gives all rows in order", "[data]") {
  const TempFolder folder;
  const size_t rows = 200000;
  const std::string content = "a,b\n" + numbered_rows(rows);
  REQUIRE(content.size() > 2u << 20);
  const ReadTable table = read_all(CsvConfig(), folder.write("t.csv.gz", gzipped(content)));
  REQUIRE(table.rows.size() == rows);
  for (const size_t i : {size_t{0}, rows / 2, rows - 1}) {
    CHECK(table.rows[i] == std::vector<std::string>{std::to_string(i), std::to_string(i * 3)});
  }
}

TEST_CASE("gzip files one after the other are one file", "[data]") {
  const TempFolder folder;
  const std::string path = folder.write("t.csv.gz", gzipped("a,b\n1,2\n") + gzipped("3,4\n5,6\n"));
  CHECK(read_all(CsvConfig(), path).row_numbers == std::vector<int64_t>{1, 2, 3});
}

TEST_CASE("a damaged compressed file is a data error", "[data]") {
  const TempFolder folder;
  const std::string packed = gzipped("a,b\n" + numbered_rows(200000));
  std::string flipped = packed;
  flipped[packed.size() / 2] ^= 0x55;
  const std::pair<const char*, std::string> cases[] = {
      {"cut short.gz", packed.substr(0, packed.size() / 2)},
      {"cut in the header.gz", packed.substr(0, 5)},
      {"cut in the trailer.gz", packed.substr(0, packed.size() - 4)},
      {"flipped.gz", flipped},
      {"plain.gz", "a,b\n1,2\n"},
      {"nothing.gz", gzipped("")}};
  for (const auto& [name, content] : cases) {
    CAPTURE(name);
    const std::string path = folder.write(name, content);
    CHECK_THAT(error_of([&] { read_all(CsvConfig(), path); }, ExitCode::data),
               ContainsSubstring(path));  // what was flipped may look like a bad row
  }
}

}  // namespace mmoe
