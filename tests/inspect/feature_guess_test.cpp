#include "inspect/feature_guess.h"

#include <algorithm>

#include "inspect/tables.h"
#include "support/catch.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::profile_of;
using test::values_of;

namespace {

constexpr int kGuessRows = 2000;

std::variant<FeatureGuess, LeftOut> guess(const std::string& name,
                                          const std::function<std::string(int)>& value) {
  return guess_feature(profile_of(name, values_of(kGuessRows, value)));
}

// The options of a feature, as one text.
std::string options_of(const std::string& name, const std::function<std::string(int)>& value) {
  const auto guessed = guess(name, value);
  REQUIRE(std::holds_alternative<FeatureGuess>(guessed));
  std::string all;
  for (const std::string& option : std::get<FeatureGuess>(guessed).options) all += option + "; ";
  return all;
}

std::string reason_of(const std::string& name, const std::function<std::string(int)>& value) {
  const auto guessed = guess(name, value);
  REQUIRE(std::holds_alternative<LeftOut>(guessed));
  return std::get<LeftOut>(guessed).reason;
}

std::string modulo(int row, int base) { return std::to_string(row * 7 % base); }
std::string unique(int row) { return std::to_string((row * 7919) % 100'003) + ".5"; }

}  // namespace

TEST_CASE("numbers that repeat are also their exact values", "[inspect]") {
  CHECK(options_of("age", [](int row) { return modulo(row, 90); }) ==
        "type: numeric; values: {min_count: 10, dim: 8}; ");
}

TEST_CASE("numbers that do not repeat are also their intervals", "[inspect]") {
  CHECK(options_of("price", unique) == "type: numeric; bins: {quantiles: 16, dim: 8}; ");
}

TEST_CASE("a number far beyond all others asks for a logarithm", "[inspect]") {
  const auto fans = [](int row) { return row == 7 ? "50000000" : modulo(row, 90); };
  // One row in 2,000 lies at most sqrt(2,000) = 45 deviations away.
  CHECK_THAT(options_of("fans", fans), !ContainsSubstring("log1p"));
  std::vector<std::string> many = values_of(20'000, fans);
  const auto guessed = guess_feature(profile_of("fans", many));
  CHECK_THAT(std::get<FeatureGuess>(guessed).options[1], ContainsSubstring("log1p"));
}

TEST_CASE("few numbers, codes and texts are categories", "[inspect]") {
  CHECK(options_of("tab", [](int row) { return modulo(row, 15); }) ==
        "type: categorical; dim: 8; ");
  CHECK(options_of("shop_id", [](int row) { return modulo(row, 90); }) ==
        "type: categorical; dim: 8; ");
  CHECK(options_of("city", [](int row) { return "c" + modulo(row, 90); }) ==
        "type: categorical; dim: 8; ");
  const auto rare = [](int row) { return "c" + std::to_string(row % 3 == 0 ? row : row % 700); };
  CHECK_THAT(options_of("city", rare), ContainsSubstring("min_count: 2"));
  CHECK_THAT(options_of("city", [](int row) { return "c" + std::to_string(row % 1500); }),
             ContainsSubstring("dim: 16"));
}

TEST_CASE("lists are bags of categories", "[inspect]") {
  const auto tags = [](int row) { return modulo(row, 5) + (row % 2 ? ";" + modulo(row, 9) : ""); };
  CHECK(options_of("tags", tags) == "type: multi; dim: 8; separator: \";\"; ");
}

TEST_CASE("what is no input is left out with the reason", "[inspect]") {
  const auto word = [](int row) { return "w" + std::to_string(row); };
  const auto number = [](int row) { return std::to_string(row); };
  CHECK(reason_of("a", [](int) { return ""; }) == "is empty");
  CHECK(reason_of("a", [](int) { return "7"; }) == "is '7' in every row");
  CHECK(reason_of("a*b", [](int row) { return modulo(row, 5); }) ==
        "has a * in its name, a pattern here");
  CHECK_THAT(reason_of("is_like", [](int row) { return modulo(row, 2); }),
             ContainsSubstring("known only afterwards, by its name ('like')"));
  CHECK(reason_of("date", [](int row) { return std::to_string(20220401 + row % 9); }) ==
        "is the time of the row");
  CHECK_THAT(reason_of("seen", [](int row) { return std::to_string(1650812741 + row); }),
             ContainsSubstring("is a time"));
  CHECK(reason_of("number", number) == "numbers the rows");
  CHECK(reason_of("comment", word).starts_with("is known only afterwards"));
  CHECK(reason_of("text", word) == "has another value in nearly every row");
  CHECK(reason_of("item_id", [](int row) { return std::to_string(row * 7919 % 100'003); }) ==
        "has another value in nearly every row");
}

TEST_CASE("a value that is there or not is a category", "[inspect]") {
  CHECK(options_of("vip", [](int row) { return row % 9 ? "" : "yes"; }) ==
        "type: categorical; dim: 8; ");
}

TEST_CASE("dates of things are categories while they repeat", "[inspect]") {
  const auto upload = [](int row) { return "2022-04-1" + std::to_string(row % 3); };
  CHECK(options_of("upload_dt", upload) == "type: categorical; dim: 8; ");
}

}  // namespace mmoe
