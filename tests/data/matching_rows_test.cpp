#include "data/matching_rows.h"

#include "support/catch.h"

namespace mmoe {

namespace {

TableEncoder table(decltype(TableEncoder::ids) ids, const std::string& name = "") {
  TableEncoder made;
  made.name = name;
  made.ids = std::move(ids);
  return made;
}

RowPairs matched(const TableEncoder& from, const TableEncoder& to) {
  return matching_rows(from, to).value();
}

}  // namespace

TEST_CASE("rows of words match by word, unseen and missing ones each other", "[data]") {
  const TableEncoder old = table(VocabularyEncoder{{"b", "a", "d"}, 4});
  CHECK(matched(old, table(VocabularyEncoder{{"a", "new", "b"}, 4})) ==
        RowPairs{{0, 0}, {2, 1}, {1, 3}, {4, 4}});
  CHECK(matched(old, table(VocabularyEncoder{{"d"}, {}})) == RowPairs{{0, 0}, {3, 1}});
  CHECK(matched(table(VocabularyEncoder{{"d"}, {}}), old) == RowPairs{{0, 0}, {1, 3}});
  CHECK(matched(old, old) == RowPairs{{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}});
}

TEST_CASE("rows of numbers match by number", "[data]") {
  CHECK(matched(table(ValueEncoder{{1.5, 7}, 3}), table(ValueEncoder{{7, 0, 1.5}, {}})) ==
        RowPairs{{0, 0}, {2, 1}, {1, 3}});
}

TEST_CASE("given ids match as far as both tables go", "[data]") {
  const RowPairs shorter = {{0, 0}, {1, 1}, {2, 2}};
  CHECK(matched(table(BucketEncoder{2}), table(BucketEncoder{5})) == shorter);
  CHECK(matched(table(BucketEncoder{5}), table(BucketEncoder{2})) == shorter);
}

TEST_CASE("hashes and bins match where they divide values alike", "[data]") {
  const RowPairs all = {{0, 0}, {1, 1}, {2, 2}};
  CHECK(matched(table(HashEncoder{2}), table(HashEncoder{2})) == all);
  CHECK_FALSE(matching_rows(table(HashEncoder{2}), table(HashEncoder{3})));
  CHECK(matched(table(BinsEncoder{{0.5}}), table(BinsEncoder{{0.5}})) == all);
  CHECK_FALSE(matching_rows(table(BinsEncoder{{0.5}}), table(BinsEncoder{{0.6}})));
}

TEST_CASE("rows that are encoded in different ways do not match", "[data]") {
  const std::vector<TableEncoder> kinds = {table(VocabularyEncoder{{"1"}, {}}),
                                           table(ValueEncoder{{1}, {}}), table(BucketEncoder{1}),
                                           table(HashEncoder{1}), table(BinsEncoder{{1}})};
  for (size_t a = 0; a < kinds.size(); ++a) {
    for (size_t b = 0; b < kinds.size(); ++b) {
      CAPTURE(a, b);
      CHECK(matching_rows(kinds[a], kinds[b]).has_value() == (a == b));
    }
  }
}

TEST_CASE("a table is found by its own name, or by that of its only feature", "[data]") {
  Encoders encoders;
  encoders.tables = {table(ValueEncoder{{1}, {}}), table(VocabularyEncoder{{"a"}, {}}, "items")};
  encoders.columns = {{"age", NumericEncoder{}},
                      {"age", CategoryEncoder{.table = 0, .columns = {"age"}}},
                      {"item", CategoryEncoder{.table = 1, .columns = {"item"}}},
                      {"history", ListEncoder{1, {}, 5, false, {}}}};
  CHECK(find_table(encoders, "age") == &encoders.tables[0]);
  CHECK(find_table(encoders, "items") == &encoders.tables[1]);
  CHECK(find_table(encoders, "item") == nullptr);
  CHECK(find_table(encoders, "history") == nullptr);
}

}  // namespace mmoe
