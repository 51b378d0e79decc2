#include "data/json_words.h"

#include <stdexcept>

namespace mmoe {

using nlohmann::json;

json words_to_json(const std::vector<std::string>& words) {
  json lengths = json::array();
  std::vector<uint8_t> bytes;
  for (const std::string& word : words) {
    lengths.push_back(word.size());
    bytes.insert(bytes.end(), word.begin(), word.end());
  }
  return {{"lengths", lengths}, {"bytes", json::binary(std::move(bytes))}};
}

std::vector<std::string> words_from_json(const json& node) {
  const auto& bytes = node.at("bytes").get_binary();
  std::vector<std::string> words;
  size_t at = 0;
  for (const json& item : node.at("lengths")) {
    const auto length = whole_from_json<size_t>(item);
    if (length > bytes.size() - at) throw std::out_of_range("words");
    words.emplace_back(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                       bytes.begin() + static_cast<std::ptrdiff_t>(at + length));
    at += length;
  }
  return words;
}

}  // namespace mmoe
