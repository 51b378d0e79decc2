// Tables in the three columnar formats, written by Arrow.
#pragma once

#include <arrow/api.h>
#include <arrow/io/api.h>
#include <arrow/ipc/api.h>
#include <arrow/json/from_string.h>
#include <parquet/arrow/writer.h>

#include <string>
#include <utility>
#include <vector>

#include "support/catch.h"
#include "support/temp_folder.h"

namespace mmoe::test {

using Column = std::pair<std::string, std::shared_ptr<arrow::Array>>;
using ArrowTable = std::shared_ptr<arrow::Table>;

inline std::shared_ptr<arrow::Array> array(const std::shared_ptr<arrow::DataType>& type,
                                           const std::string& json) {
  return arrow::json::ArrayFromJSONString(type, json).ValueOrDie();
}

inline ArrowTable arrow_table(const std::vector<Column>& columns) {
  std::vector<std::shared_ptr<arrow::Field>> fields;
  std::vector<std::shared_ptr<arrow::Array>> arrays;
  for (const auto& [name, values] : columns) {
    fields.push_back(arrow::field(name, values->type()));
    arrays.push_back(values);
  }
  return arrow::Table::Make(arrow::schema(fields), arrays);
}

inline std::shared_ptr<arrow::io::FileOutputStream> output(const std::string& path) {
  return arrow::io::FileOutputStream::Open(path).ValueOrDie();
}

// `rows` at most in a row group or record batch.
inline std::string write_parquet(const TempFolder& folder, const ArrowTable& table,
                                 int64_t rows = 1 << 20) {
  const std::string path = folder.file("table.parquet");
  REQUIRE(
      parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), output(path), rows).ok());
  return path;
}

template <class Writer>
std::string write_ipc(const std::string& path, const ArrowTable& table, int64_t rows,
                      const Writer& make) {
  const auto file = output(path);
  const auto writer = make(file.get(), table->schema()).ValueOrDie();
  REQUIRE(writer->WriteTable(*table, rows).ok());
  REQUIRE(writer->Close().ok());
  REQUIRE(file->Close().ok());
  return path;
}

inline std::string write_arrow_file(const TempFolder& folder, const ArrowTable& table,
                                    int64_t rows = 1 << 20) {
  return write_ipc(folder.file("table.arrow"), table, rows, [](auto* file, const auto& schema) {
    return arrow::ipc::MakeFileWriter(file, schema);
  });
}

inline std::string write_arrow_stream(const TempFolder& folder, const ArrowTable& table,
                                      int64_t rows = 1 << 20) {
  return write_ipc(folder.file("table.arrows"), table, rows, [](auto* file, const auto& schema) {
    return arrow::ipc::MakeStreamWriter(file, schema);
  });
}

}  // namespace mmoe::test
