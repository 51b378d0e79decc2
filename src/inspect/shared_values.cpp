#include "inspect/shared_values.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "base/text.h"
#include "inspect/yaml_text.h"

namespace mmoe {

namespace {

constexpr int64_t kManyValues = 100;     // fewer may coincide by chance, as small numbers do
constexpr double kLeastInCommon = 0.25;  // of the values that either has

using WordSet = std::unordered_set<std::string_view>;

WordSet words_of(const TextColumn& column) {
  WordSet words;
  for (uint32_t code = 1; code < column.dictionary.size(); ++code) {
    words.insert(column.dictionary.word(code));
  }
  return words;
}

WordSet parts_of(const TextColumn& column, char separator) {
  WordSet parts;
  for (uint32_t code = 1; code < column.dictionary.size(); ++code) {
    for_each_part(column.dictionary.word(code), separator,
                  [&](std::string_view part) { parts.insert(part); });
  }
  return parts;
}

// Jaccard's index.
double in_common(const WordSet& a, const WordSet& b) {
  const auto both = std::ranges::count_if(a, [&](auto word) { return b.contains(word); });
  return double(both) / double(a.size() + b.size() - static_cast<size_t>(both));
}

FeatureGuess* best_match(const WordSet& parts, std::vector<FeatureGuess>& features,
                         const TableProfile& table) {
  FeatureGuess* best = nullptr;
  double most = kLeastInCommon;
  for (FeatureGuess& feature : features) {
    if (!feature.is_id) continue;
    const double common = in_common(parts, words_of(table.table.text(feature.column)));
    if (common < most) continue;
    most = common;
    best = &feature;
  }
  return best;
}

void share(FeatureGuess& list, FeatureGuess& id, const ListShape& shape) {
  const std::string name = yaml_text(id.column);
  if (std::ranges::find(id.options, "table: " + name) == id.options.end()) {
    id.options.push_back("table: " + name);
    id.title = "An id that a list holds, too.";
  }
  list.title = "A list of the values of " + id.column + ": their sum, weighed by what is shown.";
  list.options = id.options;
  list.options.front() = "type: sequence";
  for (std::string& option : list_options(shape)) list.options.push_back(std::move(option));
  list.options.push_back("pooling: {type: attention, target: " + name + "}");
}

}  // namespace

void share_tables(std::vector<FeatureGuess>& features, const TableProfile& table) {
  for (FeatureGuess& feature : features) {
    if (!feature.is_list) continue;
    const ListShape shape = *table.find(feature.column)->list;
    if (shape.values < kManyValues) continue;
    const WordSet parts = parts_of(table.table.text(feature.column), shape.separator);
    if (FeatureGuess* id = best_match(parts, features, table)) share(feature, *id, shape);
  }
}

}  // namespace mmoe
