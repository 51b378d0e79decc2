// Texts that list values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/feature_config.h"
#include "data/dictionary.h"

namespace mmoe {

// Most values of a row that are kept, also where no `length` is given.
inline constexpr int64_t kLongestList = 65536;

// How a text is taken apart, and which of its values are kept.
struct ListFormat {
  std::string separator;
  bool keeps_last = false;                           // of more than `length`, else the first ones
  std::optional<std::string> weight_separator = {};  // between a value and its weight
  std::optional<std::string> weight_column = {};     // texts of weights, separated like the values

  bool weighted() const { return weight_separator || weight_column; }
};

ListFormat list_format(const MultiFeature& feature);
ListFormat list_format(const SequenceFeature& feature);

struct ListItem {
  std::string_view word;
  float weight = 1;
};

class ListReader {
 public:
  // `texts` tells which values are none; at most `length` others are kept. `feature` is for
  // messages.
  ListReader(std::string feature, ListFormat format, Dictionary::Format texts, size_t length)
      : feature_(std::move(feature)),
        format_(std::move(format)),
        texts_(std::move(texts)),
        length_(length) {}

  // The values that are kept, in their order, until the next call. Without a text of weights, and
  // where a value has none, they are 1. Throws Error(data) for weights that are no numbers or not
  // as many as values.
  const std::vector<ListItem>& read(std::string_view values, std::string_view weights = {});

 private:
  void add(std::string_view value, std::string_view weight);
  [[noreturn]] void fail(const std::string& problem) const;

  std::string feature_;
  ListFormat format_;
  Dictionary::Format texts_;
  size_t length_;
  std::vector<ListItem> items_;
};

}  // namespace mmoe
