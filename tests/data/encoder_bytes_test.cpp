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
  for (const char* text : {"b", "t", "s", "w\xff"}) all.inputs.push_back({text, ColumnKind::text});
  all.labels = {{"l", ColumnKind::text, {}}};
  all.tables = {
      {"", ValueEncoder{{-1.5, 0.1, 1e300}, 4}, 16, 0.05},
      {"\xff\n", VocabularyEncoder{{"", "caf\xe9", std::string("\0\xff", 2), "x"}, 5}, 8, 0.25},
      {"", VocabularyEncoder{{}, {}}, 8, 0},
      {"given", BucketEncoder{2147483646}, 1, 1},
      {"", BinsEncoder{{-1e300, 0.1, 5}}, 3, 0.5},
      {"", HashEncoder{1000}, 4, 0}};
  const ListFormat tags{"\xfe, ", false, ":", {}}, views{"|", true, {}, "w\xff"};
  const AttentionPooling attention{.target = "x", .hidden = {7, 3}, .activation = Activation::tanh};
  all.columns = {{"n", NumericEncoder{true, 0.1, 1e-300, -5e-324}},
                 {"n", PiecewiseEncoder{{-0.1, 0.2, 1e300}, 0.3, 12}},
                 {"n", CategoryEncoder{0, {"n"}, 0, false, 3}},
                 {"x", CategoryEncoder{1, {"\xff\n", "b"}, 5, true, 2}},
                 {"t", ListEncoder{3, tags, 4, false, SumPooling()}},
                 {"s", ListEncoder{3, views, 50, true, attention}}};
  all.labels.push_back({"k", ColumnKind::text, {}, {"a", "\xfe"}});
  all.labels.push_back({"r", ColumnKind::number, {.above_low = true, .low = -1}});
  for (const char* text : {"a", "m", "\xff"}) all.labels.push_back({text, ColumnKind::text});
  for (const char* number : {"w", "x", "y", "e"}) all.labels.push_back({number});
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
  REQUIRE(after.inputs.size() == 7);
  CHECK(after.inputs[0].rule.required);
  CHECK(after.inputs[0].rule.low == -kInfinity);
  CHECK(after.inputs[1].kind == ColumnKind::text);
  CHECK(after.inputs[1].name == "\xff\n");
  CHECK(after.inputs[2].rule.whole);
  CHECK(after.inputs[2].rule.low == 0);
  CHECK(after.inputs[2].rule.high == 9);
  CHECK(after.labels.at(0).name == "l");
  REQUIRE(after.columns.size() == 6);
  const auto numeric = std::get<NumericEncoder>(after.columns[0].encoder);
  CHECK(numeric.log);
  CHECK(numeric.shift == 0.1);
  CHECK(numeric.factor == 1e-300);
  CHECK(numeric.fill == -5e-324);
  const auto piecewise = std::get<PiecewiseEncoder>(after.columns[1].encoder);
  CHECK(piecewise.edges == std::vector<double>{-0.1, 0.2, 1e300});
  CHECK(piecewise.fill == 0.3);
  CHECK(piecewise.dim == 12);
}

TEST_CASE("tables come back from bytes, and what columns take from them", "[data]") {
  const Encoders after = encoders_from_bytes(to_bytes(some_encoders()));
  REQUIRE(after.tables.size() == 6);
  const auto values = std::get<ValueEncoder>(after.tables[0].ids);
  CHECK(values.values == std::vector<double>{-1.5, 0.1, 1e300});
  CHECK(values.missing == 4);
  CHECK(after.tables[0].dim == 16);
  CHECK(after.tables[1].name == "\xff\n");
  CHECK(std::get<BucketEncoder>(after.tables[3].ids).buckets == 2147483646);
  CHECK(std::get<BinsEncoder>(after.tables[4].ids).boundaries ==
        std::vector<double>{-1e300, 0.1, 5});
  CHECK(std::get<HashEncoder>(after.tables[5].ids).buckets == 1000);
  const auto category = std::get<CategoryEncoder>(after.columns.at(3).encoder);
  CHECK(category.table == 1);
  CHECK(category.columns == std::vector<std::string>{"\xff\n", "b"});
  CHECK(category.missing == 5);
  CHECK(category.unknown_fails);
  CHECK(category.common == 2);
}

TEST_CASE("lists come back from bytes", "[data]") {
  const Encoders after = encoders_from_bytes(to_bytes(some_encoders()));
  const auto tags = std::get<ListEncoder>(after.columns.at(4).encoder);
  CHECK(tags.table == 3);
  CHECK(tags.format.separator == "\xfe, ");
  CHECK_FALSE(tags.format.keeps_last);
  CHECK(tags.format.weight_separator == ":");
  CHECK_FALSE(tags.format.weight_column);
  CHECK(tags.length == 4);
  CHECK(std::holds_alternative<SumPooling>(tags.pooling));
  const auto views = std::get<ListEncoder>(after.columns.at(5).encoder);
  CHECK(views.format.keeps_last);
  CHECK_FALSE(views.format.weight_separator);
  CHECK(views.format.weight_column == "w\xff");
  CHECK(views.unknown_fails);
  const auto attention = std::get<AttentionPooling>(views.pooling);
  CHECK(attention.target == "x");
  CHECK(attention.hidden == std::vector<int64_t>{7, 3});
  CHECK(attention.activation == Activation::tanh);
}

TEST_CASE("words of any bytes come back from bytes", "[data]") {
  const Encoders before = some_encoders(), after = encoders_from_bytes(to_bytes(before));
  for (const size_t table : {1, 2}) {
    const auto was = std::get<VocabularyEncoder>(before.tables[table].ids);
    const auto is = std::get<VocabularyEncoder>(after.tables.at(table).ids);
    CHECK(is.words == was.words);
    CHECK(is.missing == was.missing);
    CHECK(after.tables[table].init_deviation == before.tables[table].init_deviation);
  }
}

TEST_CASE("label encoders come back from bytes", "[data]") {
  const Encoders before = some_encoders(), after = encoders_from_bytes(to_bytes(before));
  REQUIRE(after.labels.size() == 10);
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

TEST_CASE("columns without their table are a checkpoint error", "[data]") {
  const auto reading_error = [](const ColumnEncoder& column) {
    Encoders encoders = some_encoders();
    encoders.columns.push_back(column);
    return error_of([&] { encoders_from_bytes(to_bytes(encoders)); }, ExitCode::checkpoint);
  };
  const ListFormat plain{"|"};
  CHECK_THAT(reading_error({"x", CategoryEncoder{6, {"x"}}}), ContainsSubstring("are damaged"));
  CHECK_THAT(reading_error({"x", ListEncoder{6, plain, 1}}), ContainsSubstring("are damaged"));
  // Values of a list are texts, those of table 0 numbers.
  CHECK_THAT(reading_error({"x", ListEncoder{0, plain, 1}}), ContainsSubstring("are damaged"));
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
