#include "inspect/leaks.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "inspect/column_auc.h"
#include "inspect/thresholds.h"

namespace mmoe {

namespace {

constexpr int64_t kMostCodes = 256;  // numbers of more values are judged in intervals

// The code of each word, and for numbers of many values the interval it lies in.
std::vector<int32_t> code_words(const ColumnProfile& profile, const Dictionary& dictionary) {
  std::vector<int32_t> codes(dictionary.size());
  std::iota(codes.begin(), codes.end(), 0);
  if (!profile.numeric || profile.distinct <= kMostCodes) return codes;
  std::vector<double> numbers = {0};
  for (uint32_t code = 1; code < dictionary.size(); ++code) {
    numbers.push_back(parse_number(dictionary.word(code)).value_or(0));
  }
  std::vector<size_t> order(codes.size() - 1);
  std::iota(order.begin(), order.end(), size_t{1});
  std::ranges::sort(order, {}, [&](size_t code) { return numbers[code]; });
  for (size_t rank = 0; rank < order.size(); ++rank) {
    codes[order[rank]] = 1 + static_cast<int32_t>(rank * kMostCodes / order.size());
  }
  return codes;
}

std::vector<int32_t> codes_of_rows(const ColumnProfile& profile, const TextColumn& column) {
  const std::vector<int32_t> of_word = code_words(profile, column.dictionary);
  std::vector<int32_t> codes;
  codes.reserve(column.codes.size());
  for (const uint32_t code : column.codes) codes.push_back(of_word[code]);
  return codes;
}

}  // namespace

LeakFinder::LeakFinder(const std::vector<TaskGuess>& tasks, const TableProfile& table)
    : table_(table) {
  for (const TaskGuess& task : tasks) {
    if (task.kind != TaskKind::binary) continue;
    std::vector<float> values = binary_labels(task, table);
    if (std::ranges::count(values, 1.0f) < thresholds::kLeakPositives) continue;
    labels_.push_back({task.name, std::move(values)});
  }
}

std::optional<std::string> LeakFinder::reason_against(const ColumnProfile& profile) const {
  if (labels_.empty()) return std::nullopt;
  const std::vector<int32_t> codes = codes_of_rows(profile, table_.table.text(profile.name));
  for (const Label& label : labels_) {
    const double auc = column_auc(codes, label.values);
    if (!(auc >= thresholds::kSuspectAuc)) continue;
    return fmt::format("predicts {} alone (AUC {:.3f}); the label once more, perhaps", label.task,
                       auc);
  }
  return std::nullopt;
}

}  // namespace mmoe
