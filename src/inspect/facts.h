// Facts of a column in a few words, for the comments of a config.
#pragma once

#include <string>
#include <string_view>

#include "inspect/column_profile.h"

namespace mmoe {

// "1,234" or "0.25".
std::string shown_number(double number);
// A value in quotes; what is not UTF-8 is not shown.
std::string shown_value(std::string_view value);
// "31%", "under 1%".
std::string shown_share(double share);

// "1,240 values from 0 to 9,999; 94% are 0; 2% missing"
std::string number_fact(const ColumnProfile& profile);
// "21,184 values, 5,012 of them once; 2% missing"
std::string category_fact(const ColumnProfile& profile);
// "46 values, up to 3 a row"
std::string list_fact(const ColumnProfile& profile);

}  // namespace mmoe
