#include "inspect/feature_guess.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "inspect/facts.h"
#include "inspect/name_words.h"
#include "inspect/outcome_names.h"
#include "inspect/recipe.h"
#include "inspect/yaml_text.h"

namespace mmoe {

namespace {

constexpr int64_t kFewValues = 20;     // numbers of so few values are categories
constexpr int64_t kManyValues = 1000;  // of an id
constexpr int64_t kFewRows = 50;       // a value, on average: hardly enough to learn it
constexpr int64_t kRareValues = 100;   // from so many values on, those seen once are cut
constexpr double kNearlyAll = 0.9;
constexpr double kHugeRange = 100;  // deviations from the mean to the largest value
constexpr int64_t kMostKept = 50;   // values of a list

bool nearly_unique(const ColumnProfile& profile) {
  return profile.share(profile.once) >= kNearlyAll;
}

bool is_row_number(const ColumnProfile& profile) {
  const bool is_gapless = profile.most - profile.least + 1 == double(profile.distinct);
  return profile.whole && profile.ascending && (is_gapless || is_code_name(profile.name));
}

// Why the column cannot or should not be a feature.
std::optional<std::string> reason_against(const ColumnProfile& profile) {
  if (profile.distinct == 0) return "is empty";
  if (profile.distinct == 1 && profile.missing == 0) {
    return "is " + shown_value(profile.most_common) + " in every row";
  }
  if (profile.name.find('*') != std::string::npos) return "has a * in its name, a pattern here";
  if (const auto word = outcome_word(profile.name)) {
    return "is known only afterwards, by its name ('" + *word + "'); a label of its own, perhaps";
  }
  if (is_row_weight_name(profile.name)) {
    return "is the weight of the row, by its name; data.sample_weight takes it";
  }
  const bool is_time = profile.time != TimeUnit::none;
  if (is_time && is_row_time_name(profile.name)) return "is the time of the row";
  if (profile.time == TimeUnit::moment) return "is a time; later rows have later ones";
  if (profile.time == TimeUnit::day && profile.distinct * kFewValues > profile.present()) {
    return "holds dates, " + with_commas(profile.distinct) + " of them";
  }
  if (is_row_number(profile)) return "numbers the rows";
  const bool is_name = !profile.numeric || is_code_name(profile.name);
  if (is_name && !profile.list && nearly_unique(profile)) {
    return "has another value in nearly every row";
  }
  return std::nullopt;
}

std::vector<std::string> options_of_table(const std::string& type, int64_t values, bool cut_rare) {
  std::vector<std::string> options = {"type: " + type};
  if (cut_rare) options.push_back("min_count: 2");
  options.push_back("dim: " + std::to_string(embedding_width(values)));
  return options;
}

FeatureGuess category(const ColumnProfile& profile) {
  const bool cut_rare = profile.once > 0 && profile.distinct > kRareValues;
  FeatureGuess guess{.column = profile.name, .fact = category_fact(profile)};
  guess.is_id = is_code_name(profile.name) && profile.distinct >= kRareValues;
  guess.is_sparse =
      profile.distinct > kManyValues && profile.present() < kFewRows * profile.distinct;
  guess.title =
      cut_rare ? "Categories of many values; those seen once count as unknown." : "Categories.";
  guess.options = options_of_table("categorical", profile.distinct, cut_rare);
  return guess;
}

FeatureGuess list(const ColumnProfile& profile) {
  FeatureGuess guess{.column = profile.name, .fact = list_fact(profile)};
  guess.is_list = true;
  guess.title = "Several values a row, whose embeddings are averaged.";
  guess.options =
      options_of_table("multi", profile.list->values, profile.list->values > kRareValues);
  for (std::string& option : list_options(*profile.list)) {
    guess.options.push_back(std::move(option));
  }
  return guess;
}

// More bins than rows to fill them teach nothing.
int64_t bins_for(int64_t rows) { return rows >= 5000 ? 32 : rows >= 1000 ? 16 : 8; }

FeatureGuess number(const ColumnProfile& profile) {
  FeatureGuess guess{.column = profile.name, .fact = number_fact(profile)};
  const bool repeats = 2 * profile.repeated_rows >= profile.present();
  const bool is_huge =
      profile.least >= 0 && profile.most > profile.mean + kHugeRange * profile.deviation;
  guess.title = repeats ? "Numbers, each also as the category of its exact value."
                        : "Numbers whose values hardly repeat, each also as the category of its "
                          "interval.";
  guess.options = {"type: numeric"};
  if (is_huge) guess.options.push_back("scale: log1p  # the largest lies 100 deviations away");
  guess.options.push_back(
      repeats ? "values: {min_count: 10, dim: 8}"
              : "bins: {quantiles: " + std::to_string(bins_for(profile.present())) + ", dim: 8}");
  return guess;
}

bool is_category(const ColumnProfile& profile) {
  if (!profile.numeric || profile.time == TimeUnit::day || is_code_name(profile.name)) return true;
  return profile.distinct <= kFewValues && 5 * profile.distinct <= profile.present();
}

}  // namespace

std::variant<FeatureGuess, LeftOut> guess_feature(const ColumnProfile& profile) {
  if (const auto reason = reason_against(profile)) return LeftOut{profile.name, *reason};
  if (profile.list) return list(profile);
  return is_category(profile) ? category(profile) : number(profile);
}

std::vector<std::string> list_options(const ListShape& shape) {
  std::vector<std::string> options;
  if (shape.separator != '|') {
    options.push_back("separator: " + yaml_quoted(std::string(1, shape.separator)));
  }
  if (shape.longest > kMostKept) options.push_back("length: " + std::to_string(kMostKept));
  return options;
}

}  // namespace mmoe
