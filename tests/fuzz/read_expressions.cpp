#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "config/expression.h"
#include "data/row_condition.h"
#include "fuzz/targets.h"

namespace mmoe::fuzz {

namespace {

constexpr std::array<std::string_view, 9> kWords = {
    "", "0", "-1.5", " 2 ", "1e308", "nan", "x", "a b", std::string_view("\0\xff'", 3)};

// Every column of the condition holds the same few awkward words.
RawTable awkward_rows(const Condition& condition) {
  RawTable table(requests_of(condition), {});
  RowBlock block;
  block.rows = kWords.size();
  block.file_rows.resize(kWords.size());
  std::iota(block.file_rows.begin(), block.file_rows.end(), 1);
  Cells cells;
  cells.text.assign(kWords.begin(), kWords.end());
  block.columns.assign(table.names().size(), cells);
  BadRows bad_rows(BadRow::fail);
  table.append(block, "rows", bad_rows);
  return table;
}

void ask(const std::string& text) {
  const Condition condition = parse_condition(text);
  const Condition opposite = parse_condition("not (" + text + ")");
  const RawTable table = awkward_rows(condition);
  const RowCondition holds(condition, table), fails(opposite, table);
  for (int64_t row = 0; row < table.rows(); ++row) {
    promise(holds(row) != fails(row), "a condition holds or does not");
  }
}

void compute(const std::string& text) {
  const Expression expression = Expression::parse(text);
  for (const double value : {0.0, 0.5, -1e308}) {
    const auto result = expression.evaluate([&](const std::string&) { return value; });
    promise(!result || std::isfinite(*result), "what is computed is finite");
  }
  const auto none = expression.evaluate([](const auto&) { return std::optional<double>(); });
  promise(!none || expression.names().empty(), "what is computed of nothing is nothing");
}

}  // namespace

void read_expressions(std::string_view input) {
  const std::string text(input);
  ends([&] { ask(text); });
  ends([&] { compute(text); });
}

}  // namespace mmoe::fuzz
