// Rows of embedding tables that stand for the same values in two fits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/encoders.h"

namespace mmoe {

// Pairs (row of `from`, row of `to`), ascending in the second: unseen values, missing ones, and
// each value that both know. Nothing if the two encode in different ways.
using RowPairs = std::vector<std::pair<int64_t, int64_t>>;
std::optional<RowPairs> matching_rows(const TableEncoder& from, const TableEncoder& to);

// By its name in the schema; null if there is none.
const TableEncoder* find_table(const Encoders& encoders, const std::string& name);

}  // namespace mmoe
