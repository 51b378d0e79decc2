// What the name of a column hints at.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mmoe {

// Its words in lower case, divided at what is no letter or digit and at capitals: "isClick" and
// "is_click" are "is", "click"; digits at the end of a word are left away.
std::vector<std::string> words_of_name(std::string_view column);

// Whether one of the words is in the list.
bool any_word_in(const std::vector<std::string>& words, std::span<const char* const> list);

// Its numbers are names of something: an id, a code, a type.
bool is_code_name(std::string_view column);

// An id of whom rows are grouped by: a user, a customer, a session.
bool is_group_name(std::string_view column);

// The time of the row itself ("date", "event_time"), not of something in it ("birth_date").
bool is_row_time_name(std::string_view column);

// How much a row counts ("sample_weight"), which says nothing of what is in it.
bool is_row_weight_name(std::string_view column);

}  // namespace mmoe
