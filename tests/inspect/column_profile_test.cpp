#include "inspect/column_profile.h"

#include "inspect/tables.h"
#include "support/catch.h"

namespace mmoe {

using test::profile_of;
using test::values_of;

TEST_CASE("a profile counts values, missing and single ones", "[inspect]") {
  const ColumnProfile profile = profile_of("a", {"x", "y", "x", "", "z", "x"});
  CHECK(profile.rows == 6);
  CHECK(profile.missing == 1);
  CHECK(profile.distinct == 3);
  CHECK(profile.once == 2);
  CHECK(profile.repeated_rows == 0);
  CHECK(profile.most_common == "x");
  CHECK(profile.most_common_rows == 3);
  CHECK_FALSE(profile.numeric);
}

TEST_CASE("numbers are measured over rows, not over values", "[inspect]") {
  const ColumnProfile profile = profile_of("a", {"1", "1", "1", "5", ""});
  CHECK(profile.numeric);
  CHECK(profile.whole);
  CHECK(profile.least == 1);
  CHECK(profile.most == 5);
  CHECK(profile.mean == Approx(2));
  CHECK(profile.deviation == Approx(1.7320508));
  CHECK_FALSE(profile.ascending);
  CHECK_FALSE(profile_of("a", {"1", "2.5"}).whole);
  CHECK_FALSE(profile_of("a", {"", ""}).numeric);
}

TEST_CASE("texts that stand for no value are missing", "[inspect]") {
  const ColumnProfile profile =
      profile_column("a", test::text_column({"1", "NA", "2", "NA", ""}), {"NA"});
  CHECK(profile.missing == 3);
  CHECK(profile.distinct == 2);
  CHECK(profile.numeric);
}

TEST_CASE("rows repeat whose value ten rows have", "[inspect]") {
  const ColumnProfile profile =
      profile_of("a", values_of(25, [](int row) { return std::to_string(row < 10 ? 0 : row); }));
  CHECK(profile.repeated_rows == 10);
  CHECK(profile.once == 15);
}

TEST_CASE("ascending numbers all differ", "[inspect]") {
  CHECK(profile_of("a", {"1", "2", "9"}).ascending);
  CHECK_FALSE(profile_of("a", {"1", "2", "2"}).ascending);
  CHECK_FALSE(profile_of("a", {"2", "1", "9"}).ascending);
}

TEST_CASE("dates and moments are told apart from numbers", "[inspect]") {
  CHECK(time_unit("20220430") == TimeUnit::day);
  CHECK(time_unit("2022-04-30") == TimeUnit::day);
  CHECK(time_unit("2022/04/30") == TimeUnit::day);
  CHECK(time_unit("2022-04-30T12:00:00Z") == TimeUnit::moment);
  CHECK(time_unit("1650812741") == TimeUnit::moment);
  CHECK(time_unit("1650812741436") == TimeUnit::moment);
  for (const char* other : {"20221330", "20220400", "2022-04-3", "2022-04/30", "2022-04-30x",
                            "18000101", "12345678", "42", "", "165081274143600", "abcdefgh"}) {
    CAPTURE(other);
    CHECK(time_unit(other) == TimeUnit::none);
  }
  CHECK(profile_of("a", {"20220430", "20220501"}).time == TimeUnit::day);
  CHECK(profile_of("a", {"20220430", "7"}).time == TimeUnit::none);
}

TEST_CASE("lists are known by parts that come again", "[inspect]") {
  const ColumnProfile tags = profile_of("tags", {"a|b", "b", "a|b|c", "c|a", "b|c", "b"});
  REQUIRE(tags.list);
  CHECK(tags.list->separator == '|');
  CHECK(tags.list->longest == 3);
  CHECK(tags.list->values == 3);
  // Of blanks and commas more is asked than two lengths.
  const auto sentence = [](int row) { return "word" + std::to_string(row % 7) + " once"; };
  CHECK_FALSE(profile_of("a", values_of(60, sentence)).list);
  CHECK_FALSE(profile_of("a", {"(1,5]", "[5,9)", "none", "(9,20]", "20+"}).list);
  const auto history = [](int row) {
    return std::to_string(row % 9) + " " + std::to_string(row % 11) + (row % 2 ? " 3" : "");
  };
  const ColumnProfile list = profile_of("a", values_of(90, history));
  REQUIRE(list.list);
  CHECK(list.list->separator == ' ');
  CHECK(list.list->values == 11);
}

TEST_CASE("codes of one length are no lists", "[inspect]") {
  CHECK_FALSE(profile_of("a", {"a|b", "b|c", "c|d", "d|e", "e|f", "f|g"}).list);
}

}  // namespace mmoe
