// Columns that are known only after the row was shown, by their names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mmoe {

// The word of feedback in a column's name: "play" of "play_time_ms", "click" of "isClicked". None
// where another word says that it was known before or counts the past: "hist_long_view",
// "follow_user_num", "order_id". A hint only: data decide.
std::optional<std::string> outcome_word(std::string_view column);

}  // namespace mmoe
