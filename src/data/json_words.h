// Texts of any bytes in JSON, so as binary: lengths, then all characters in a row.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace mmoe {

nlohmann::json words_to_json(const std::vector<std::string>& words);

// Throws a std::exception if they are damaged.
std::vector<std::string> words_from_json(const nlohmann::json& node);

}  // namespace mmoe
