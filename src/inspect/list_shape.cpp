#include "inspect/list_shape.h"

#include <algorithm>
#include <string>
#include <unordered_set>

namespace mmoe {

namespace {

constexpr size_t kFewestTexts = 5;  // fewer say nothing
constexpr size_t kManyTexts = 50;
constexpr double kLeastDivided = 0.05;  // share of texts with a separator

std::optional<ListShape> shape_with(char separator, std::span<const std::string_view> texts) {
  std::unordered_set<std::string_view> values;
  ListShape shape{.separator = separator};
  size_t divided = 0;
  bool is_even = true;  // all that are divided have as many parts
  for (const std::string_view text : texts) {
    int64_t length = 0;
    for_each_part(text, separator, [&](std::string_view part) {
      values.insert(part);
      ++length;
    });
    divided += length > 1 ? 1 : 0;
    is_even = is_even && (length == 1 || shape.longest <= 1 || length == shape.longest);
    shape.longest = std::max(shape.longest, length);
  }
  shape.values = static_cast<int64_t>(values.size());
  const bool is_common = double(divided) >= kLeastDivided * double(texts.size());
  const bool varies = !is_even || divided < texts.size();
  const bool is_plain = separator == '|' || separator == ';';
  if (divided < 2 || !is_common || !varies) return std::nullopt;
  // Words of names, and numbers of intervals, come again less often.
  const bool comes_again = texts.size() >= kManyTexts && 2 * values.size() <= texts.size();
  if (!is_plain && (is_even || !comes_again)) return std::nullopt;
  return shape;
}

}  // namespace

std::optional<ListShape> list_shape(std::span<const std::string_view> texts) {
  if (texts.size() < kFewestTexts) return std::nullopt;
  for (const char separator : {'|', ';', ',', ' '}) {
    if (const auto shape = shape_with(separator, texts)) return shape;
  }
  return std::nullopt;
}

}  // namespace mmoe
