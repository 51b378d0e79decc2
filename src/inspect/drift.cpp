#include "inspect/drift.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "inspect/inputs.h"
#include "inspect/stability_index.h"
#include "inspect/task_labels.h"
#include "inspect/thresholds.h"

namespace mmoe {

namespace {

constexpr size_t kValues = 19;  // of a category; all others together are one more

using Counts = std::vector<int64_t>;

// Values by id.
Counts counted(const Input& input, const Dataset& rows) {
  Counts counts(static_cast<size_t>(input.table->rows()), 0);
  each_id(input, rows, [&](int32_t id) { ++counts[static_cast<size_t>(id)]; });
  return counts;
}

// Of two counts by id: those that training knows, its most frequent ones by themselves. (Frequent
// ones of a small other part would be those that it has too many of by chance.)
std::pair<Counts, Counts> frequent(const Counts& train, const Counts& other, bool shares_unknown) {
  std::vector<size_t> ids;
  for (size_t id = shares_unknown ? 1 : 0; id < train.size(); ++id) {
    if (train[id] > 0) ids.push_back(id);
  }
  std::ranges::stable_sort(ids, std::greater(), [&](size_t id) { return train[id]; });
  std::pair<Counts, Counts> both{Counts(kValues + 1, 0), Counts(kValues + 1, 0)};
  for (size_t i = 0; i < ids.size(); ++i) {
    both.first[std::min(i, kValues)] += train[ids[i]];
    both.second[std::min(i, kValues)] += other[ids[i]];
  }
  return both;
}

double index_of(const Input& input, const Dataset& train, const Dataset& other) {
  if (input.kind == Input::Kind::number) {
    const std::vector<float> numbers = numbers_of(input, train);
    const Intervals intervals(numbers, Intervals::kUsual);
    return stability_index(intervals.counts(numbers), intervals.counts(numbers_of(input, other)));
  }
  const auto [first, second] =
      frequent(counted(input, train), counted(input, other), input.shares_unknown());
  return stability_index(first, second);
}

// The largest index over the parts behind training.
struct Worst {
  double index = 0;
  std::string part;

  void add(double own, const std::string& name) {
    if (own <= index) return;
    index = own;
    part = name;
  }
};

Finding drift(const Worst& worst) {
  return {.severity = Severity::look,
          .check = "drift",
          .part = worst.part,
          .size = 1 - std::exp(-worst.index),
          .problem = fmt::format("its values are spread otherwise than in training (stability "
                                 "index {:.2f})",
                                 worst.index)};
}

std::vector<Dataset> thinned_parts(const TrainingData& data, std::vector<std::string>& names) {
  std::vector<Dataset> parts;
  for (const NamedPart& part : named_parts(data)) {
    names.push_back(part.name);
    parts.push_back(thinned(part.rows, thresholds::kMostRows));
  }
  return parts;
}

}  // namespace

std::vector<Finding> drifting_columns(const TrainingData& data) {
  std::vector<std::string> names;
  const std::vector<Dataset> parts = thinned_parts(data, names);
  std::vector<Finding> findings;
  if (data.train.rows == 0) return findings;
  for (const Input& input : inputs_of(data.encoders)) {
    Worst worst;
    for (size_t i = 1; i < parts.size(); ++i) {
      worst.add(index_of(input, parts.front(), parts[i]), names[i]);
    }
    if (worst.index < thresholds::kDrift) continue;
    Finding& finding = findings.emplace_back(drift(worst));
    finding.column = input.name;
    finding.advice =
        "see whether both parts write it the same way; a model that leans on it does "
        "worse there";
  }
  return findings;
}

}  // namespace mmoe
