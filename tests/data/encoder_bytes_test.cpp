// Encoders in checkpoints, data/encoders.h.
#include <limits>
#include <set>

#include "data/encoders.h"
#include "support/catch.h"
#include "support/encoding.h"
#include "support/errors.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_of;

namespace {

const double kInfinity = std::numeric_limits<double>::infinity();

Encoders some_encoders() {
  Encoders all;
  all.inputs = {{"n", ColumnKind::number, {.required = true}},
                {"\xff\n", ColumnKind::text, {}},
                {"b", ColumnKind::number, {.whole = true, .low = 0, .high = 9}}};
  all.labels = {{"l", ColumnKind::text, {}}};
  all.columns = {
      {"n", NumericEncoder{true, 0.1, 1e-300, -5e-324}},
      {"n", ValueEncoder{{-1.5, 0.1, 1e300}, 4}, 16, 0.05, 3},
      {"\xff\n", VocabularyEncoder{{"", "caf\xe9", std::string("\0\xff", 2), "x"}, 5}, 8, 0.25},
      {"w", VocabularyEncoder{{}, {}}, 8, 0},
      {"b", BucketEncoder{2147483646}, 1, 1}};
  all.labels.push_back({"k", ColumnKind::text, {}, {"a", "\xfe"}});
  all.labels.push_back({"r", ColumnKind::number, {.above_low = true, .low = -1}});
  all.label_columns.resize(4);
  all.label_columns[0] = {{"l", {{"yes", "\xfe"}}}, {}, "a = 1", "w", "\xff"};
  all.label_columns[1] = {{"m", {{}}}, {"a", "", "\xfe"}};
  all.label_columns[2] = {{"", {}, {}, {"x", "y"}, {"z"}}};
  all.label_columns[3] = {{"e", {}, 0.1}, {}, {}, {}, {}, {true, 1e-300, 0.3}};
  return all;
}

}  // namespace

TEST_CASE("encoders come back from bytes exactly", "[data]") {
  const Encoders before = some_encoders(), after = encoders_from_bytes(to_bytes(before));
  CHECK(to_bytes(after) == to_bytes(before));
  REQUIRE(after.inputs.size() == 3);
  CHECK(after.inputs[0].rule.required);
  CHECK(after.inputs[0].rule.low == -kInfinity);
  CHECK(after.inputs[1].kind == ColumnKind::text);
  CHECK(after.inputs[1].name == "\xff\n");
  CHECK(after.inputs[2].rule.whole);
  CHECK(after.inputs[2].rule.low == 0);
  CHECK(after.inputs[2].rule.high == 9);
  CHECK(after.labels.at(0).name == "l");
  REQUIRE(after.columns.size() == 5);
  const auto numeric = std::get<NumericEncoder>(after.columns[0].encoder);
  CHECK(numeric.log);
  CHECK(numeric.shift == 0.1);
  CHECK(numeric.factor == 1e-300);
  CHECK(numeric.fill == -5e-324);
  const auto values = std::get<ValueEncoder>(after.columns[1].encoder);
  CHECK(values.values == std::vector<double>{-1.5, 0.1, 1e300});
  CHECK(values.missing == 4);
  CHECK(after.columns[1].dim == 16);
  CHECK(after.columns[1].common == 3);
}

TEST_CASE("words of any bytes come back from bytes", "[data]") {
  const Encoders before = some_encoders(), after = encoders_from_bytes(to_bytes(before));
  for (const size_t column : {2, 3}) {
    const auto was = std::get<VocabularyEncoder>(before.columns[column].encoder);
    const auto is = std::get<VocabularyEncoder>(after.columns.at(column).encoder);
    CHECK(is.words == was.words);
    CHECK(is.missing == was.missing);
    CHECK(after.columns[column].init_deviation == before.columns[column].init_deviation);
  }
  CHECK(std::get<BucketEncoder>(after.columns[4].encoder).buckets == 2147483646);
}

TEST_CASE("label encoders come back from bytes", "[data]") {
  const Encoders before = some_encoders(), after = encoders_from_bytes(to_bytes(before));
  REQUIRE(after.labels.size() == 3);
  CHECK(after.labels[1].allowed == std::vector<std::string>{"a", "\xfe"});
  CHECK(after.labels[2].rule.above_low);
  CHECK(after.labels[2].rule.low == -1);
  REQUIRE(after.label_columns.size() == 4);
  for (size_t i = 0; i < 4; ++i) {
    const LabelEncoder &was = before.label_columns[i], &is = after.label_columns[i];
    CHECK(is.label == was.label);
    CHECK(is.classes == was.classes);
    CHECK(is.where == was.where);
    CHECK(is.weight == was.weight);
    CHECK(is.group == was.group);
    CHECK(is.scaling == was.scaling);
  }
}

TEST_CASE("damaged bytes are a checkpoint error, never a crash", "[data]") {
  const std::string bytes = to_bytes(some_encoders());
  const auto reading_error = [](const std::string& damaged) {
    return error_of([&] { encoders_from_bytes(damaged); }, ExitCode::checkpoint);
  };
  for (size_t size = 0; size < bytes.size(); ++size) {
    CHECK_THAT(reading_error(bytes.substr(0, size)), ContainsSubstring("are damaged"));
  }
  CHECK_THAT(reading_error(bytes + "x"), ContainsSubstring("are damaged"));
  CHECK_THAT(reading_error("\xa0"), ContainsSubstring("are damaged"));  // an empty object
  CHECK_THAT(reading_error("\x01"), ContainsSubstring("are damaged"));  // a number
}

// A flipped byte may still make sense; what it may not do is end in another exception.
TEST_CASE("flipped bytes give encoders or a checkpoint error", "[data]") {
  const std::string bytes = to_bytes(some_encoders());
  std::set<int> codes;
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const int mask : {0x01, 0x20, 0x80, 0xff}) {
      std::string damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ mask);
      try {
        encoders_from_bytes(damaged);
      } catch (const Error& error) {
        codes.insert(static_cast<int>(error.code()));
      }
    }
  }
  CHECK(codes == std::set<int>{static_cast<int>(ExitCode::checkpoint)});
}

}  // namespace mmoe
