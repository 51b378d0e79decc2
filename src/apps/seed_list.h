// Seeds as the command line names them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mmoe {

// "1-4", "1,3,8-10". Throws Error(usage).
std::vector<int64_t> parse_seeds(const std::string& text);

}  // namespace mmoe
