#include "data/matching_rows.h"

#include "support/catch.h"

namespace mmoe {

namespace {

ColumnEncoder column(decltype(ColumnEncoder::encoder) encoder) {
  ColumnEncoder made;
  made.column = "town";
  made.encoder = std::move(encoder);
  return made;
}

RowPairs matched(const ColumnEncoder& from, const ColumnEncoder& to) {
  return matching_rows(from, to).value();
}

}  // namespace

TEST_CASE("rows of words match by word, unseen and missing ones each other", "[data]") {
  const ColumnEncoder old = column(VocabularyEncoder{{"b", "a", "d"}, 4});
  CHECK(matched(old, column(VocabularyEncoder{{"a", "new", "b"}, 4})) ==
        RowPairs{{0, 0}, {2, 1}, {1, 3}, {4, 4}});
  CHECK(matched(old, column(VocabularyEncoder{{"d"}, {}})) == RowPairs{{0, 0}, {3, 1}});
  CHECK(matched(column(VocabularyEncoder{{"d"}, {}}), old) == RowPairs{{0, 0}, {1, 3}});
  CHECK(matched(old, old) == RowPairs{{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}});
}

TEST_CASE("rows of numbers match by number", "[data]") {
  CHECK(matched(column(ValueEncoder{{1.5, 7}, 3}), column(ValueEncoder{{7, 0, 1.5}, {}})) ==
        RowPairs{{0, 0}, {2, 1}, {1, 3}});
}

TEST_CASE("given ids match as far as both tables go", "[data]") {
  const RowPairs shorter = {{0, 0}, {1, 1}, {2, 2}};
  CHECK(matched(column(BucketEncoder{2}), column(BucketEncoder{5})) == shorter);
  CHECK(matched(column(BucketEncoder{5}), column(BucketEncoder{2})) == shorter);
}

TEST_CASE("rows that are encoded in different ways do not match", "[data]") {
  const ColumnEncoder words = column(VocabularyEncoder{{"1"}, {}});
  const ColumnEncoder values = column(ValueEncoder{{1}, {}}), buckets = column(BucketEncoder{1});
  CHECK_FALSE(matching_rows(words, values));
  CHECK_FALSE(matching_rows(values, buckets));
  CHECK_FALSE(matching_rows(buckets, words));
}

TEST_CASE("a table's encoder is that of its column's ids, not of its numbers", "[data]") {
  Encoders encoders;
  encoders.columns = {column(NumericEncoder{}), column(ValueEncoder{{1}, {}})};
  const ColumnEncoder* found = encoder_of_table(encoders, "town");
  REQUIRE(found != nullptr);
  CHECK(std::holds_alternative<ValueEncoder>(found->encoder));
  CHECK(encoder_of_table(encoders, "age") == nullptr);
}

}  // namespace mmoe
