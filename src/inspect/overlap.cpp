#include "inspect/overlap.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "inspect/task_labels.h"
#include "inspect/thresholds.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace mmoe {

namespace {

// Of each row's inputs and labels.
std::vector<uint64_t> row_hashes(const Dataset& data) {
  std::vector<uint64_t> hashes(static_cast<size_t>(data.rows), 0);
  const auto add = [&](const auto& matrix, int64_t columns) {
    const size_t bytes = static_cast<size_t>(columns) * sizeof matrix.front();
    for (size_t row = 0; row < hashes.size() && columns > 0; ++row) {
      const void* first = matrix.data() + static_cast<int64_t>(row) * columns;
      hashes[row] = XXH3_64bits_withSeed(first, bytes, hashes[row]);
    }
  };
  add(data.numerics, data.numeric_count);
  add(data.ids, data.field_count);
  add(data.values, data.value_count);
  add(data.labels, data.task_count);
  return hashes;
}

using Counts = std::unordered_map<uint64_t, int64_t>;

// Share of rows that are there more than `times`.
double share_counted(const std::vector<uint64_t>& hashes, const Counts& counts, int64_t times) {
  double found = 0;
  for (const uint64_t hash : hashes) {
    const auto place = counts.find(hash);
    found += place != counts.end() && place->second > times ? 1 : 0;
  }
  return found / static_cast<double>(hashes.size());
}

Finding overlap(const std::string& part, int64_t rows, double share, double expected) {
  const auto count = static_cast<int64_t>(std::lround(share * static_cast<double>(rows)));
  return {
      .severity = Severity::likely,
      .check = "overlap",
      .part = part,
      .size = share - expected,
      .problem = fmt::format("{} of its {} rows ({:.1f} %) are training rows, too; of training "
                             "rows {:.1f} % have a twin",
                             with_commas(count), with_commas(rows), 100 * share, 100 * expected),
      .advice =
          "take the rows out of one of the two; metrics of rows that were learned by "
          "heart are too good"};
}

std::vector<Finding> files_read_twice(const FileRows& files) {
  std::vector<Finding> findings;
  std::set<std::filesystem::path> seen;
  for (const auto& [file, rows] : files) {
    std::error_code ignored;
    if (seen.insert(std::filesystem::weakly_canonical(file, ignored)).second) continue;
    findings.push_back({.severity = Severity::certain,
                        .check = "repeated_file",
                        .size = 1,
                        .problem = file + " is read twice, with " + with_commas(rows) + " rows",
                        .advice = "name each file once under data.train, .valid and .test; to "
                                  "divide one file, use 'from'"});
  }
  return findings;
}

}  // namespace

std::vector<Finding> overlapping_parts(const TrainingData& data) {
  std::vector<Finding> findings = files_read_twice(data.files);
  if (data.train.rows == 0 || !findings.empty()) return findings;  // or say the same again
  const std::vector<uint64_t> train = row_hashes(data.train);
  Counts counts;
  for (const uint64_t hash : train) ++counts[hash];
  const double expected = share_counted(train, counts, 1);
  for (const auto& [name, rows] : named_parts(data)) {
    if (name == "train") continue;
    const double share = share_counted(row_hashes(rows), counts, 0);
    const double error = std::sqrt(share * (1 - share) / static_cast<double>(rows.rows) +
                                   expected * (1 - expected) / static_cast<double>(train.size()));
    const double excess = share - expected - thresholds::kStandardErrors * error;
    if (excess >= thresholds::kOverlap) {
      findings.push_back(overlap(name, rows.rows, share, expected));
    }
  }
  return findings;
}

}  // namespace mmoe
