#include "inspect/label_checks.h"

#include "support/catch.h"
#include "support/inspected.h"

namespace mmoe {

using test::csv_rows;
using test::Inspected;
using test::noise;
using test::summaries;
using test::Summaries;

namespace {

constexpr const char* kFeature = "[{name: f, type: numeric}]";
constexpr const char* kTask = "[{name: a, type: binary, label: a}]";
constexpr const char* kTasks =
    "[{name: a, type: binary, label: a}, {name: b, type: binary, label: b}]";

Summaries identical(const Inspected& in) { return summaries(identical_labels(in.config, in.data)); }
Summaries one_sided(const Inspected& in) { return summaries(one_sided_labels(in.config, in.data)); }

// 200 rows f,a,b with b a function of the row and a.
template <class Second>
Inspected two_labels(const Second& second) {
  return {kFeature, kTasks, csv_rows("f,a,b", 200, [&](int row) {
            const int first = noise(row, 0, 2);
            return std::to_string(row) + "," + std::to_string(first) + "," + second(row, first);
          })};
}

// So many positives among 100 rows f,a.
std::string positives(int count) {
  return csv_rows("f,a", 100,
                  [&](int row) { return std::to_string(row) + (row < count ? ",1" : ",0"); });
}

}  // namespace

TEST_CASE("two tasks with the same labels, or opposite ones, are pointed at", "[inspect]") {
  const auto text = [](int value) { return std::to_string(value); };
  CHECK(identical(two_labels([&](int, int a) { return text(a); })) ==
        Summaries{"identical_labels b"});
  CHECK(identical(two_labels([&](int, int a) { return text(1 - a); })) ==
        Summaries{"identical_labels b"});
  CHECK(identical(two_labels([&](int row, int a) { return text(row == 7 ? 1 - a : a); })).empty());
}

TEST_CASE("a task that has another's labels on some rows only is fine", "[inspect]") {
  const auto masked = [](int row, int a) { return row < 50 ? "" : std::to_string(a); };
  CHECK(identical(two_labels(masked)).empty());
}

TEST_CASE("labels of one value are pointed at in every part", "[inspect]") {
  CHECK(one_sided({kFeature, kTask, positives(0), positives(50)}) ==
        Summaries{"one_class a train"});
  CHECK(one_sided({kFeature, kTask, positives(50), positives(100)}) ==
        Summaries{"one_class a test"});
  CHECK(one_sided({kFeature, kTask, positives(50), positives(50)}).empty());
}

TEST_CASE("a part with no label of a task at all is one of them", "[inspect]") {
  const std::string none = csv_rows("f,a", 20, [](int) { return "1,"; });
  CHECK(one_sided({kFeature, kTask, positives(50), none}) == Summaries{"one_class a test"});
}

TEST_CASE("fewer than ten rows of a class are pointed at", "[inspect]") {
  CHECK(one_sided({kFeature, kTask, positives(9), positives(91)}) ==
        Summaries{"few_positives a train", "few_positives a test"});
  CHECK(one_sided({kFeature, kTask, positives(10), positives(90)}).empty());
}

TEST_CASE("a regression with one value has nothing to learn", "[inspect]") {
  const char* const task = "[{name: a, type: regression, label: a}]";
  const std::string same = csv_rows("f,a", 50, [](int row) { return std::to_string(row) + ",3"; });
  CHECK(one_sided({kFeature, task, same}) == Summaries{"one_class a train"});
  CHECK(one_sided({kFeature, task, positives(3)}).empty());
}

}  // namespace mmoe
