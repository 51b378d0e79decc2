// The one list of file formats.
#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "data/columnar_reader.h"
#include "data/csv_reader.h"
#include "data/reader.h"

namespace mmoe {

namespace {

constexpr int64_t kExamples = 3;

struct Names {
  const std::string& path;
  std::vector<std::string> operator()(const CsvConfig& c) { return csv_column_names(c, path); }
  std::vector<std::string> operator()(const ParquetConfig&) { return parquet_column_names(path); }
  std::vector<std::string> operator()(const ArrowConfig&) { return arrow_column_names(path); }
  std::vector<std::string> operator()(const SyntheticConfig&) { return {}; }
};

struct Opener {
  const std::string& path;
  const std::vector<std::string>& columns;
  BadRows& bad_rows;
  using Reader = std::unique_ptr<TableReader>;
  Reader operator()(const CsvConfig& c) { return open_csv(c, path, columns, bad_rows); }
  Reader operator()(const ParquetConfig&) { return open_parquet(path, columns); }
  Reader operator()(const ArrowConfig&) { return open_arrow(path, columns); }
  Reader operator()(const SyntheticConfig&) { return nullptr; }
};

}  // namespace

void BadRows::add(const std::string& what) {
  if (policy_ == BadRow::fail) {
    throw data_error(what + "; " + remedy_);
  }
  if (++count_ <= kExamples) examples_.push_back(what);
}

void BadRows::report(Log& log) const {
  if (count_ == 0) return;
  log.warning(with_commas(count_) + " bad rows skipped; the first: " + join(examples_, "; "));
}

std::vector<std::string> column_names(const DataConfig& format, const std::string& path) {
  const std::vector<std::string> names = std::visit(Names{path}, format);
  std::set<std::string> seen;
  for (const std::string& name : names) {
    if (!seen.insert(name).second) {
      throw data_error(path + ": two columns are named " + quote(name));
    }
  }
  return names;
}

std::unique_ptr<TableReader> open_table(const DataConfig& format, const std::string& path,
                                        const std::vector<std::string>& columns,
                                        BadRows& bad_rows) {
  return std::visit(Opener{path, columns, bad_rows}, format);
}

std::unique_ptr<TableReader> open_checked(const DataConfig& format, const std::string& path,
                                          const std::vector<std::string>& columns,
                                          BadRows& bad_rows) {
  const std::vector<std::string> present = column_names(format, path);
  for (const std::string& name : columns) {
    if (std::ranges::find(present, name) == present.end()) {
      throw data_error(path + ": there is no column " + quote(name) + did_you_mean(name, present));
    }
  }
  return open_table(format, path, columns, bad_rows);
}

}  // namespace mmoe
