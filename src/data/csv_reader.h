// CSV and TSV, plain or compressed, with every column as texts.
#pragma once

#include "data/reader.h"

namespace mmoe {

std::vector<std::string> csv_column_names(const CsvConfig& format, const std::string& path);
std::unique_ptr<TableReader> open_csv(const CsvConfig& format, const std::string& path,
                                      const std::vector<std::string>& columns, BadRows& bad_rows);

}  // namespace mmoe
