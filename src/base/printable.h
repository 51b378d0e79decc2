// Text from files and from other people, made safe to show on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace mmoe {

// The text with every control character (C0 with line ends and tabs, DEL, C1), every character that
// turns the direction of writing or breaks a line, and every byte that is not UTF-8 written out:
// "\u001b", "\u202e", "\xff". In quotes JSON and YAML read the first two as the character itself.
std::string printable(std::string_view text);

// The same for text of several lines: line ends and tabs stay.
std::string printable_lines(std::string_view text);

}  // namespace mmoe
