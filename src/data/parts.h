// Which rows of a table belong to training, validation and test.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "config/data_config.h"
#include "data/raw_table.h"

namespace mmoe {

// The parts of a config that are there, by name.
std::map<PartName, PartConfig> parts_of(const DataConfig& data);

// The part whose files hold the rows of `part` in the end.
PartName root_of(const std::map<PartName, PartConfig>& parts, PartName part);

// Text columns that the conditions of all parts read.
std::vector<ColumnRequest> condition_requests(const std::map<PartName, PartConfig>& parts);

// Rows of every part that comes out of the table of `root`'s files, in file order. Parts taken by
// a condition leave their source before parts drawn as a fraction of it.
std::map<PartName, std::vector<int64_t>> divide(const std::map<PartName, PartConfig>& parts,
                                                PartName root, const RawTable& table);

}  // namespace mmoe
