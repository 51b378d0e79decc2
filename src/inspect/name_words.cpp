#include "inspect/name_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace mmoe {

namespace {

constexpr std::array kCodeWords = {"id",  "ids",   "uid",      "code",   "type", "kind",
                                   "cat", "class", "category", "onehot", "zip",  "postcode"};
constexpr std::array kIdWords = {"id", "uid", "userid", "key", "no"};
constexpr std::array kGroupWords = {"user",    "uid",    "userid",  "customer", "member",
                                    "visitor", "client", "session", "query"};
constexpr std::array kTimeWords = {"date",     "day",     "dt",        "ds",      "time",
                                   "datetime", "ts",      "ms",        "at",      "event",
                                   "log",      "request", "timestamp", "created", "impression"};

constexpr std::array kRowWords = {"instance", "sample", "row", "case", "survey"};

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }

// Whether a new word begins at this letter: "isClick" at C, "userID" at I, "CTRModel" at M.
bool begins_word(std::string_view name, size_t at) {
  if (!is_upper(name[at]) || at == 0) return false;
  return is_lower(name[at - 1]) || (at + 1 < name.size() && is_lower(name[at + 1]));
}

void end_word(std::string& word, std::vector<std::string>& words) {
  const auto last = std::ranges::find_if(word.rbegin(), word.rend(), is_letter);
  word.erase(last.base(), word.end());
  if (!word.empty()) words.push_back(std::exchange(word, {}));
}

bool is_in(const std::string& word, std::span<const char* const> list) {
  return std::ranges::find(list, word) != list.end();
}

}  // namespace

std::vector<std::string> words_of_name(std::string_view column) {
  std::vector<std::string> words;
  std::string word;
  for (size_t i = 0; i < column.size(); ++i) {
    const char c = column[i];
    if (begins_word(column, i) || !(is_letter(c) || is_digit(c))) end_word(word, words);
    if (is_letter(c) || is_digit(c)) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  end_word(word, words);
  return words;
}

bool any_word_in(const std::vector<std::string>& words, std::span<const char* const> list) {
  return std::ranges::any_of(words, [&](const auto& word) { return is_in(word, list); });
}

bool is_code_name(std::string_view column) {
  return any_word_in(words_of_name(column), kCodeWords);
}

bool is_group_name(std::string_view column) {
  const std::vector<std::string> words = words_of_name(column);
  return any_word_in(words, kGroupWords) && (any_word_in(words, kIdWords) || words.size() == 1);
}

bool is_row_time_name(std::string_view column) {
  const std::vector<std::string> words = words_of_name(column);
  return !words.empty() &&
         std::ranges::all_of(words, [](const auto& word) { return is_in(word, kTimeWords); });
}

bool is_row_weight_name(std::string_view column) {
  const std::vector<std::string> words = words_of_name(column);
  return any_word_in(words, kRowWords) && (words.back() == "weight" || words.back() == "wt");
}

}  // namespace mmoe
