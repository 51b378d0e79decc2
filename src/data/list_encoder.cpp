#include "data/list_encoder.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "data/number_text.h"

namespace mmoe {

namespace {

// The text before the first separator; that and the separator leave `rest`.
std::string_view take_first(std::string_view& rest, std::string_view separator) {
  const size_t end = rest.find(separator);
  const std::string_view first = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + separator.size());
  return first;
}

}  // namespace

ListFormat list_format(const MultiFeature& feature) {
  return {feature.separator, false, feature.weight_separator, feature.weight_column};
}

ListFormat list_format(const SequenceFeature& feature) { return {feature.separator, true}; }

const std::vector<ListItem>& ListReader::read(std::string_view values, std::string_view weights) {
  items_.clear();
  const bool has_weights = !weights.empty();
  const auto mismatch = [&, all = values, all_weights = weights] {
    fail("there are not as many weights as values in " + quote(all) + " and " + quote(all_weights));
  };
  while (!values.empty()) {
    if (has_weights && weights.empty()) mismatch();
    const std::string_view value = take_first(values, format_.separator);
    add(value, take_first(weights, format_.separator));
  }
  if (!weights.empty()) mismatch();
  const size_t surplus = items_.size() - std::min(items_.size(), length_);
  const auto first =
      format_.keeps_last ? items_.begin() : items_.end() - static_cast<ptrdiff_t>(surplus);
  items_.erase(first, first + static_cast<ptrdiff_t>(surplus));
  return items_;
}

// A value that is none is left out with its weight.
void ListReader::add(std::string_view value, std::string_view weight) {
  if (format_.weight_separator) {
    const size_t end = value.rfind(*format_.weight_separator);
    if (end != std::string_view::npos) {
      weight = value.substr(end + format_.weight_separator->size());
      value = value.substr(0, end);
    }
  }
  const std::string_view word = word_of(value, texts_);
  if (is_missing(word, texts_)) return;
  ListItem& item = items_.emplace_back(word);
  weight = trim(weight);
  if (weight.empty()) return;
  const auto number = parse_number(weight);
  if (!number) fail("the weight " + quote(weight) + " of " + quote(word) + " is not a number");
  if (std::abs(*number) > kLargestNumber) {
    fail("the weight " + quote(weight) + " of " + quote(word) + " is too large for a 32-bit float");
  }
  item.weight = static_cast<float>(*number);
}

void ListReader::fail(const std::string& problem) const {
  throw data_error("feature " + quote(feature_) + ": " + problem);
}

}  // namespace mmoe
