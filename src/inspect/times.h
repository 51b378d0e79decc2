// Texts that are dates or moments.
#pragma once

#include <string_view>

namespace mmoe {

enum class TimeUnit { none, day, moment };

// A day: "20220430", "2022-04-30" or "2022/04/30". A moment: a day and more ("2022-04-30 12:00"),
// or seconds or milliseconds since 1970, from 2000 to 2040.
TimeUnit time_unit(std::string_view text);

}  // namespace mmoe
