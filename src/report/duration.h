// Times for people.
#pragma once

#include <string>

namespace mmoe {

// "12 s", "3:05 min", "1:30 h".
std::string duration(double seconds);

}  // namespace mmoe
