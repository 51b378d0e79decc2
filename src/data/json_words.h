// Texts of any bytes in JSON, so as binary: lengths, then all characters in a row.
#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace mmoe {

nlohmann::json words_to_json(const std::vector<std::string>& words);

// Throws a std::exception if they are damaged.
std::vector<std::string> words_from_json(const nlohmann::json& node);

// A whole number within the type's range; nothing is cut off. Throws a std::exception.
template <class Integer>
Integer whole_from_json(const nlohmann::json& node) {
  if (!node.is_number_integer()) throw std::out_of_range("whole number");
  const auto value = node.get<int64_t>();
  if (!std::in_range<Integer>(value)) throw std::out_of_range("whole number");
  return static_cast<Integer>(value);
}

}  // namespace mmoe
