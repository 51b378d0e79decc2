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

// Whether these distinct texts of a column are lists: divided at '|' or ';' they have different
// lengths. At ',' and blanks that is not enough, names and intervals have these, too: of 50 texts
// or more there must be half as many distinct parts at most.
std::optional<ListShape> list_shape(std::span<const std::string_view> texts);

// Calls `take` with each part of the text.
template <class Take>
void for_each_part(std::string_view text, char separator, Take take) {
  for (size_t end; (end = text.find(separator)) != std::string_view::npos;) {
    take(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  take(text);
}

}  // namespace mmoe
