#include "inspect/empty_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>

#include "base/text.h"
#include "inspect/inputs.h"
#include "inspect/thresholds.h"

namespace mmoe {

namespace {

// Of the ids of a category or list in training rows.
struct IdCounts {
  int64_t all = 0, unknown = 0;
  std::unordered_set<int32_t> distinct;

  IdCounts(const Input& input, const Dataset& rows) {
    each_id(input, rows, [&](int32_t id) {
      ++all;
      unknown += id == 0 ? 1 : 0;
      distinct.insert(id);
    });
  }
  double share(int64_t count) const {
    return static_cast<double>(count) / static_cast<double>(all);
  }
};

Finding constant(const Input& input) {
  const bool is_list = input.kind == Input::Kind::list;
  return {.severity = Severity::look,
          .check = "constant",
          .column = input.name,
          .size = 1,
          .problem = is_list ? "it has no values, or one, in all training rows"
                             : "it has the same value in all training rows",
          .advice = "leave it out; if it should vary, look at the file"};
}

// A number's exact values are beside the number itself, so that little is lost.
Finding own_values(const Input& input, double share) {
  const bool of_number = std::holds_alternative<ValueEncoder>(input.table->ids);
  return {.severity = of_number ? Severity::look : Severity::likely,
          .check = of_number ? "no_repeats" : "row_key",
          .column = input.name,
          .size = share,
          .problem =
              fmt::format("{:.1f} % of training rows have a value that {}", 100 * share,
                          of_number || input.shares_unknown() ? "is too rare for a code of its own"
                                                              : "no other row has"),
          .advice = of_number ? "use 'bins' in place of 'values', or a smaller 'min_count'"
                              : "leave it out, or lower 'min_count' if its values do repeat"};
}

bool is_constant(const std::vector<float>& numbers) {
  return std::ranges::adjacent_find(numbers, std::not_equal_to()) == numbers.end();
}

}  // namespace

std::vector<Finding> empty_columns(const TrainingData& data) {
  std::vector<Finding> findings;
  if (data.train.rows == 0) return findings;
  for (const Input& input : inputs_of(data.encoders)) {
    if (input.kind == Input::Kind::number) {
      if (is_constant(numbers_of(input, data.train))) findings.push_back(constant(input));
      continue;
    }
    const IdCounts counts(input, data.train);
    const double unknown = input.shares_unknown() ? counts.share(counts.unknown) : 0;
    const double distinct = counts.share(static_cast<int64_t>(counts.distinct.size()));
    const double own = std::max(unknown, distinct);
    if (counts.all >= thresholds::kOwnValueRows && own >= thresholds::kOwnValue) {
      findings.push_back(own_values(input, own));
    } else if (counts.distinct.size() < 2) {
      findings.push_back(constant(input));
    }
  }
  return findings;
}

}  // namespace mmoe
