#include "data/row_condition.h"

#include <algorithm>

#include "base/text.h"

namespace mmoe {

namespace {

using Kind = Condition::Kind;

bool equals(const Condition::Value& value, std::string_view word) {
  if (!value.number) return word == value.text;
  const auto number = parse_number(trim(word));
  return number && *number == *value.number;
}

bool compare(const Condition& condition, std::string_view word) {
  if (condition.kind == Kind::equal || condition.kind == Kind::in) {
    return std::ranges::any_of(condition.values,
                               [&](const auto& value) { return equals(value, word); });
  }
  const auto number = parse_number(trim(word));
  const double limit = condition.values.front().number.value_or(0);
  if (!number) return false;
  return condition.kind == Kind::less ? *number < limit : *number <= limit;
}

}  // namespace

std::vector<ColumnRequest> requests_of(const Condition& condition) {
  std::vector<ColumnRequest> requests;
  for (const std::string& column : condition.columns()) {
    requests.push_back({column, ColumnKind::text});
  }
  return requests;
}

RowCondition::RowCondition(const Condition& condition, const RawTable& table)
    : kind_(condition.kind) {
  for (const Condition& part : condition.parts) parts_.emplace_back(part, table);
  if (condition.column.empty()) return;
  const TextColumn& column = table.text(condition.column);
  codes_ = &column.codes;
  holds_.push_back(false);  // Dictionary::kMissing
  for (uint32_t code = 1; code < column.dictionary.size(); ++code) {
    holds_.push_back(compare(condition, column.dictionary.word(code)));
  }
}

bool RowCondition::operator()(int64_t row) const {
  const auto holds = [&](const RowCondition& part) { return part(row); };
  switch (kind_) {
    case Kind::all:
      return std::ranges::all_of(parts_, holds);
    case Kind::any:
      return std::ranges::any_of(parts_, holds);
    case Kind::negation:
      return !holds(parts_.front());
    default:
      return holds_[(*codes_)[static_cast<size_t>(row)]];
  }
}

}  // namespace mmoe
