// Columns that hold several values a row, such as "rock|jazz".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace mmoe {

struct ListShape {
  char separator = '|';
  int64_t longest = 0;  // values in a row
  int64_t values = 0;   // distinct
};

// Whether these distinct texts of a column are lists: divided at '|', ';', ',' or blanks they have
// different lengths and, as the same values come again, fewer distinct parts than there are texts.
// Between '|' and ';' the last is not asked.
std::optional<ListShape> list_shape(std::span<const std::string_view> texts);

}  // namespace mmoe
