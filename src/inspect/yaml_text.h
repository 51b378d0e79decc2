// Pieces of YAML written by hand, so that comments can stand beside them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mmoe {

// A text as it may stand: plain where it is a word ("age"), else in double quotes.
std::string yaml_text(std::string_view text);
std::string yaml_quoted(std::string_view text);

// "[a, b, c]"
std::string yaml_list(const std::vector<std::string>& items);

}  // namespace mmoe
