#include "inspect/task_guess.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>

#include "base/error.h"
#include "base/text.h"
#include "inspect/column_values.h"
#include "inspect/facts.h"

namespace mmoe {

namespace {

constexpr int64_t kMostNumberClasses = 10;  // more whole numbers than these are a quantity
constexpr int64_t kMostTextClasses = 100;
constexpr double kLongTail = 10;  // deviations from the mean to the largest value
constexpr std::array kYes = {"1",   "1.0", "true", "True", "TRUE", "yes",
                             "Yes", "YES", "Y",    "y",    "T"};

using Values = std::vector<ValueCount>;

std::string identifier(const std::string& column) {
  std::string name;
  for (const char c : column) {
    const auto byte = static_cast<unsigned char>(c);
    name += byte < 0x80 && std::isalnum(byte) ? c : '_';
  }
  return name;
}

[[noreturn]] void refuse(const std::string& path, const std::string& column,
                         const std::string& what) {
  throw data_error(path + ": the label column " + quote(column) + " " + what);
}

// A word for yes; of two numbers the larger; else what fewer rows have.
const ValueCount& positive_of(const Values& two, bool numeric) {
  for (const ValueCount& value : two) {
    if (std::ranges::find(kYes, value.word) != kYes.end()) return value;
  }
  if (numeric) return two[1];
  return two[0].rows < two[1].rows ? two[0] : two[1];
}

bool is_zero_one(const ColumnProfile& profile) {
  return profile.numeric && profile.whole && profile.least == 0 && profile.most == 1;
}

void make_binary(const Values& values, const ColumnProfile& profile, TaskGuess& task) {
  if (!is_zero_one(profile)) task.positive = positive_of(values, profile.numeric).word;
  for (const ValueCount& value : values) {
    const bool is_positive =
        task.positive.empty() ? parse_number(value.word) == 1.0 : value.word == task.positive;
    task.positives += is_positive ? value.rows : 0;
  }
  task.fact = with_commas(task.positives) + " of " + with_commas(profile.present()) + " rows (" +
              shown_share(profile.share(task.positives)) + ")";
}

void check_words(const Values& values, const std::string& path, const std::string& column) {
  for (const ValueCount& value : values) {
    if (!is_valid_utf8(value.word)) refuse(path, column, "holds texts that are not valid UTF-8");
  }
}

}  // namespace

TaskGuess guess_task(const ColumnProfile& profile, const TableProfile& table,
                     const std::string& path) {
  TaskGuess task{.column = profile.name, .name = identifier(profile.name)};
  if (profile.distinct == 0) refuse(path, profile.name, "is empty");
  const bool is_quantity =
      profile.numeric && (!profile.whole || profile.distinct > kMostNumberClasses);
  if (profile.distinct > kMostTextClasses && !profile.numeric) {
    refuse(path, profile.name,
           "has " + with_commas(profile.distinct) +
               " different texts; a task needs numbers, or at most " +
               std::to_string(kMostTextClasses) + " classes");
  }
  const Values values = sorted_values(table.table.text(profile.name), table.missing);
  if (profile.distinct == 1) {
    refuse(
        path, profile.name,
        "has one value only, " + shown_value(values.front().word) + "; there is nothing to learn");
  }
  if (profile.distinct == 2 || is_zero_one(profile)) {
    check_words(values, path, profile.name);
    make_binary(values, profile, task);
  } else if (is_quantity) {
    task.kind = TaskKind::regression;
    task.log_scale =
        profile.least >= 0 && profile.most > profile.mean + kLongTail * profile.deviation;
    task.fact = number_fact(profile);
  } else {
    check_words(values, path, profile.name);
    task.kind = TaskKind::multiclass;
    for (const ValueCount& value : values) task.classes.emplace_back(value.word);
    task.fact = category_fact(profile);
  }
  if (profile.missing > 0) task.fact += ", " + with_commas(profile.missing) + " without a label";
  return task;
}

std::vector<float> binary_labels(const TaskGuess& task, const TableProfile& table) {
  const TextColumn& text = table.table.text(task.column);
  std::vector<float> of_code = {std::numeric_limits<float>::quiet_NaN()};
  for (uint32_t code = 1; code < text.dictionary.size(); ++code) {
    const std::string_view word = text.dictionary.word(code);
    const bool is_missing = std::ranges::find(table.missing, word) != table.missing.end();
    const bool is_positive =
        task.positive.empty() ? parse_number(word) == 1.0 : word == task.positive;
    of_code.push_back(is_missing ? of_code.front() : is_positive ? 1.0f : 0.0f);
  }
  std::vector<float> labels;
  for (const uint32_t code : text.codes) labels.push_back(of_code[code]);
  return labels;
}

}  // namespace mmoe
