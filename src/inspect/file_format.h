// How to read a file that no config speaks of yet.
#pragma once

#include <string>
#include <vector>

#include "config/data_config.h"

namespace mmoe {

// By the file's ending, and for texts by the separators in its first line. `columns`: names for a
// file without a header line. Throws Error(data).
DataConfig format_of_file(const std::string& path, const std::vector<std::string>& columns);

// The names of the columns. Throws Error(data) for names that a config cannot hold, and where the
// first line holds values instead, as far as that can be told: one of `wanted` is not among them.
std::vector<std::string> checked_names(const DataConfig& format, const std::string& path,
                                       const std::vector<std::string>& wanted);

// Those of the columns that cannot be read, as they hold columns themselves.
std::vector<std::string> nested_columns(const DataConfig& format, const std::string& path,
                                        const std::vector<std::string>& columns);

}  // namespace mmoe
