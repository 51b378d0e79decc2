#include "inspect/unseen.h"

#include <fmt/format.h>

#include <algorithm>

#include "inspect/inputs.h"
#include "inspect/task_labels.h"
#include "inspect/thresholds.h"

namespace mmoe {

namespace {

// Whether training knows an id, by id.
std::vector<bool> known_ids(const Input& input, const Dataset& train) {
  std::vector<bool> known(static_cast<size_t>(input.table->rows()), false);
  each_id(input, train, [&](int32_t id) { known[static_cast<size_t>(id)] = true; });
  if (input.shares_unknown()) known[0] = false;
  return known;
}

double unknown_share(const Input& input, const Dataset& rows, const std::vector<bool>& known) {
  double all = 0, unknown = 0;
  each_id(input, rows, [&](int32_t id) {
    all += 1;
    unknown += known[static_cast<size_t>(id)] ? 0 : 1;
  });
  return all > 0 ? unknown / all : 0;
}

}  // namespace

std::vector<UnseenValues> unseen_values(const TrainingData& data) {
  std::vector<UnseenValues> all;
  if (data.train.rows == 0) return all;
  for (const Input& input : inputs_of(data.encoders)) {
    if (input.kind == Input::Kind::number) continue;
    const std::vector<bool> known = known_ids(input, data.train);
    UnseenValues& own = all.emplace_back();
    own.column = input.name;
    for (const NamedPart& part : named_parts(data)) {
      own.shares.push_back(unknown_share(input, part.rows, known));
    }
  }
  return all;
}

std::vector<Finding> unseen_columns(const TrainingData& data,
                                    const std::vector<UnseenValues>& unseen) {
  const std::vector<NamedPart> parts = named_parts(data);
  std::vector<Finding> findings;
  for (const UnseenValues& column : unseen) {
    const size_t worst = static_cast<size_t>(
        std::ranges::max_element(column.shares.begin() + 1, column.shares.end()) -
        column.shares.begin());
    if (worst >= parts.size()) continue;
    const double share = column.shares[worst], in_training = column.shares.front();
    // What is as rare in training, too, is no matter of this part.
    if (share - in_training < thresholds::kUnseen) continue;
    findings.push_back(
        {.severity = Severity::likely,
         .check = "unseen",
         .column = column.column,
         .part = parts[worst].name,
         .size = share,
         .problem = fmt::format("training does not know {:.1f} % of its values", 100 * share),
         .advice = "see whether both parts write it the same way; if it always has "
                   "new values (a date, an order), leave it out"});
  }
  return findings;
}

}  // namespace mmoe
