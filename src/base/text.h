// Small helpers on text: splitting, quoting for messages, nearest words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mmoe {

std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

// The text in quotes for a message: at most 40 characters, control characters replaced.
std::string quote(std::string_view text);

// "'a'", "'a' or 'b'", "'a', 'b' or 'c'".
std::string any_of(const std::vector<std::string>& words);

// The candidate closest to `word`, if it is close enough to be a slip of the finger.
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates);

// "; did you mean 'x'?" or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

// Whether `text` matches `pattern`, in which '*' stands for any run of characters.
bool matches_pattern(std::string_view text, std::string_view pattern);

bool is_valid_utf8(std::string_view text);

// The whole text as a finite number or integer; nothing else may stand around it.
std::optional<double> parse_number(std::string_view text);
std::optional<int64_t> parse_integer(std::string_view text);

// The shortest text that reads back as the same number.
std::string shortest(double value);
std::string shortest(float value);

// 1234567 -> "1,234,567".
std::string with_commas(int64_t value);

}  // namespace mmoe
