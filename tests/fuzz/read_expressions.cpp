#include <array>
#include <cmath>

#include "config/expression.h"
#include "data/row_condition.h"
#include "fuzz/targets.h"
#include "fuzz/word_rows.h"

namespace mmoe::fuzz {

namespace {

constexpr std::array<std::string_view, 9> kWords = {
    "", "0", "-1.5", " 2 ", "1e308", "nan", "x", "a b", std::string_view("\0\xff'", 3)};

void ask(const std::string& text) {
  const Condition condition = parse_condition(text);
  const Condition opposite = parse_condition("not (" + text + ")");
  const RawTable table = word_rows(requests_of(condition), kWords, BadRow::fail);
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
