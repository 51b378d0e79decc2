#include "inspect/file_format.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/text.h"
#include "data/csv_reader.h"
#include "data/encoded_reader.h"

namespace mmoe {

namespace {

using Names = std::vector<std::string>;

// A header of one name with separators in it was divided at the wrong ones.
void find_delimiter(CsvConfig& format, const std::string& path) {
  const Names names = csv_column_names(format, path);
  if (names.size() > 1) return;
  for (const char* delimiter : {";", "\t", "|"}) {
    if (names.front().find(delimiter) != std::string::npos) {
      format.delimiter = delimiter;
      return;
    }
  }
}

bool holds(const Names& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

void check_is_header(const CsvConfig& format, const std::string& path, const Names& wanted) {
  const Names names = csv_column_names(format, path);
  const bool all = std::ranges::all_of(wanted, [&](auto& name) { return holds(names, name); });
  const auto number =
      std::ranges::find_if(names, [](auto& name) { return parse_number(trim(name)).has_value(); });
  if (all || number == names.end()) return;
  throw data_error(path + ": the first line holds values (" + quote(*number) +
                   "), not names of columns; put a line of names in front, or give them with "
                   "--columns");
}

bool can_open(const DataConfig& format, const std::string& path, const Names& columns) {
  BadRows bad_rows(BadRow::skip);
  try {
    open_table(format, path, columns, bad_rows);
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

DataConfig format_of_file(const std::string& path, const Names& columns) {
  if (!std::filesystem::exists(path)) throw data_error(path + ": no such file");
  CsvConfig text;
  text.columns = columns;
  DataConfig format = format_of(text, path);
  auto* csv = std::get_if<CsvConfig>(&format);
  if (csv != nullptr && columns.empty()) find_delimiter(*csv, path);
  return format;
}

Names checked_names(const DataConfig& format, const std::string& path, const Names& wanted) {
  const auto* csv = std::get_if<CsvConfig>(&format);
  if (csv != nullptr && csv->columns.empty()) check_is_header(*csv, path, wanted);
  Names names = column_names(format, path);
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string which = path + ": the name of column " + std::to_string(i + 1);
    if (names[i].empty()) throw data_error(which + " is empty; name it");
    if (!is_valid_utf8(names[i])) throw data_error(which + " is not valid UTF-8 text");
  }
  return names;
}

Names nested_columns(const DataConfig& format, const std::string& path, const Names& columns) {
  Names nested;
  if (!std::holds_alternative<ParquetConfig>(format) || can_open(format, path, columns)) return {};
  for (const std::string& column : columns) {
    if (!can_open(format, path, {column})) nested.push_back(column);
  }
  return nested;
}

}  // namespace mmoe
