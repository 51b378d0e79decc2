// Parquet and Arrow IPC files (both the file and the stream format).
#pragma once

#include "data/reader.h"

namespace mmoe {

std::vector<std::string> parquet_column_names(const std::string& path);
std::unique_ptr<TableReader> open_parquet(const std::string& path,
                                          const std::vector<std::string>& columns);

std::vector<std::string> arrow_column_names(const std::string& path);
std::unique_ptr<TableReader> open_arrow(const std::string& path,
                                        const std::vector<std::string>& columns);

}  // namespace mmoe
